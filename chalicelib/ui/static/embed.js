// Puts a button where its <script> stands; the button opens a form of ours over the page. For any site:
// <script src="https://HOST/embed.js" data-form="ana" data-label="Get the guide" defer></script>
(() => {
  const script = document.currentScript;
  const { form, label = "Get it on Instagram" } = script.dataset;
  if (!form) return console.error('AutoDM Hub: this script needs the name of a form, as in data-form="ana".');
  const base = script.src.replace(/\/embed\.js.*$/, "");
  const address = `${base}/f/${encodeURIComponent(form)}`;
  const make = (name, more, ...inside) => {
    const made = Object.assign(document.createElement(name), more);
    made.append(...inside);
    return made;
  };

  // The shadow keeps the site's styles out; a sheet made here is no inline style to the site's policy.
  const host = make("span");
  const root = host.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet();
  style.replaceSync(`
    .open { font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.25rem; border: 0; border-radius: .625rem; background: #6231cc; color: #fff; cursor: pointer; }
    .open:hover { background: #5226b3; }
    :focus-visible { outline: 2px solid #6231cc; outline-offset: 2px; }
    dialog { width: min(28rem, 100vw - 1.5rem); max-height: calc(100dvh - 1.5rem); padding: 0; border: 0; border-radius: .875rem; overflow: hidden; background: #faf9f7; color: #1d1b22; box-shadow: 0 16px 64px #0006; }
    header { display: flex; align-items: center; justify-content: space-between; gap: .5rem; height: 3.25rem; padding: 0 .5rem 0 1rem; font: 600 1rem/1.2 system-ui, sans-serif; }
    dialog::backdrop { background: #120a1fa6; }
    iframe { display: block; width: 100%; height: 26rem; max-height: calc(100dvh - 4.75rem); border: 0; }
    .close { flex: none; width: 2.5rem; height: 2.5rem; border: 0; border-radius: 50%; background: none; color: inherit; font: 1.5rem/1 system-ui, sans-serif; cursor: pointer; }
    .close:hover { background: #8883; }
    @media (prefers-color-scheme: dark) { dialog { background: #121215; color: #ececf2; } }
  `);
  root.adoptedStyleSheets = [style];

  const button = make("button", { type: "button", className: "open", textContent: label });
  const frame = make("iframe", { title: label });
  const close = make("button", { type: "button", className: "close", textContent: "\u00d7", ariaLabel: "Close" });
  const dialog = make("dialog", { ariaLabel: label }, make("header", {}, label, close), frame);
  button.setAttribute("part", "button");
  root.append(button, dialog);
  script.after(host);

  button.addEventListener("click", () => {
    frame.src ||= address;
    dialog.showModal();
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => button.focus());
  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== new URL(base).origin) return;
    if (data?.autodm === "close") dialog.close();
    else if (data?.autodm > 0) frame.style.height = `${Math.ceil(data.autodm)}px`;
  });
})();
