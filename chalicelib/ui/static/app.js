// Keeps a page current and sends its forms without leaving it. Every page works without this script, too.
const root = document.documentElement;
const { base } = root.dataset;
const $ = (css, within = document) => within.querySelector(css);
const $$ = (css, within = document) => [...within.querySelectorAll(css)];
const MINUTE = 60_000;

// --- words at the edge of the page -----------------------------------------------------------------------------

function toast(text, link, lasts = link ? 5 * MINUTE : 6_000) {
  const said = document.createElement("div");
  said.className = "toast";
  said.textContent = text + (link ? " " : "");
  if (link) {
    const a = said.appendChild(document.createElement("a"));
    [a.href, a.textContent] = link;
    a.target = "_blank";
  }
  $$(".toast").filter((other) => other.textContent === said.textContent).forEach((other) => other.remove());
  $("#toasts").append(said);
  setTimeout(() => said.remove(), lasts);
}

function signedOut() {
  toast("You were signed out. Nothing that you typed is lost.", [`${root.dataset.signIn}?next=${encodeURIComponent(location.pathname.slice(base.length))}`, "Sign in"]);
}

// --- one page becomes the next, without losing what people are doing --------------------------------------------

const fixed = new Set(["hidden", "submit", "button"]); // inputs that nobody types into

// What people, or this script for them, have changed stays.
function theirs(old, name) {
  if (name === "value" || name === "checked") return old.nodeName === "INPUT" && !fixed.has(old.type);
  return name === "open" || name === "hidden";
}

function sync(old, next) {
  const kept = (name) => theirs(old, name);
  for (const { name, value } of next.attributes) if (!kept(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (!kept(name) && !next.hasAttribute(name)) old.removeAttribute(name);
}

function morph(old, next) {
  if (old.nodeType !== next.nodeType || old.nodeName !== next.nodeName) return old.replaceWith(next);
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  const told = old.nodeName === "TIME" && old.dateTime === next.dateTime && "ago" in old.dataset;
  sync(old, next);
  if (told) return;
  if (old.nodeName === "TEXTAREA" || old.nodeName === "SELECT") return;
  const named = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  let here = old.firstChild;
  for (const child of [...next.childNodes]) {
    const same = child.id ? named.get(child.id) : here && !here.id ? here : null;
    if (!same) {
      old.insertBefore(child, here);
    } else {
      if (same === here) here = here.nextSibling;
      else old.insertBefore(same, here);
      morph(same, child);
    }
  }
  while (here) {
    const gone = here;
    here = here.nextSibling;
    gone.remove();
  }
}

function parse(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

function take(page, everything) {
  if (everything) {
    for (const first of $$("[autofocus]", page)) first.toggleAttribute("autofocus"), (first.dataset.focus = "");
    const open = document.importNode($("main", page), true);
    $("main").replaceWith(open);
    root.dataset.poll = page.documentElement.dataset.poll ?? "";
    goOn();
  } else {
    for (const part of $$("[data-live]", page)) {
      const old = document.getElementById(part.id);
      if (old) morph(old, document.importNode(part, true));
    }
    if (page.documentElement.dataset.poll) root.dataset.poll = page.documentElement.dataset.poll;
  }
  dress();
}

// --- looking again ----------------------------------------------------------------------------------------------

let etag, timer, paused, failures = 0;
let sending = 0; // a look that began before a form was sent knows less than its answer
let sent = 0;
let acted = -Infinity; // when somebody last did something here: for a while the page looks for what comes of it

function plan() {
  clearTimeout(timer);
  const soon = performance.now() - acted < 20_000 ? 1.5 : Infinity;
  const seconds = Math.min(Number(root.dataset.poll), soon);
  if (seconds && !paused) timer = setTimeout(look, Math.min(MINUTE, seconds * 1_000 * 2 ** failures));
}

async function look() {
  if (document.hidden) return;
  if (sending) return plan();
  const before = sent;
  try {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await fetch(location.href, { headers, cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect") return signedOut();
    if (answer.status === 200) {
      const text = await answer.text();
      if (before !== sent) return plan();
      take(parse(text));
      etag = answer.headers.get("ETag");
    }
    failures = answer.status < 400 ? 0 : failures + 1;
  } catch {
    failures += 1;
  }
  plan();
}

// --- sending ----------------------------------------------------------------------------------------------------

async function send(form, button) {
  if (form.hasAttribute("aria-busy")) return;
  const body = new URLSearchParams(new FormData(form, button));
  const from = document.activeElement; // a disabled button loses it
  form.setAttribute("aria-busy", "true");
  if (button) button.disabled = true;
  let leaves = false;
  sending += 1;
  sent += 1;
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.status === 401) return signedOut();
    const page = parse(await answer.text());
    if (answer.ok && new URL(answer.url).pathname !== location.pathname) {
      leaves = true; // the form stays closed until the next page is there
      return location.assign(answer.url);
    }
    if (!$("main", page)) throw new Error("no page");
    if (!answer.ok && !holds(page, form)) return toast($("main .lead", page)?.textContent ?? "That did not work.");
    if (answer.redirected) history.replaceState(null, "", bare(answer.url));
    const at = (document.activeElement === document.body ? from : document.activeElement)?.closest("[id]:not(main)")?.id;
    take(page, true);
    acted = performance.now();
    back(at);
    etag = undefined;
    const wrong = $("[aria-invalid=true]") ?? $("main [data-focus]") ?? (answer.ok ? null : $("main"));
    if (wrong) wrong.focus();
    announce();
    plan();
  } catch {
    toast("That did not get through. Nothing is lost: check your connection and try again.");
  } finally {
    sending -= 1;
    if (!leaves) {
      form.removeAttribute("aria-busy");
      if (button) button.disabled = false;
    }
  }
}

// Whether the page has that form, with what was typed: else it must not take the form's place.
function holds(page, form) {
  return $$("form[data-enhance]", page).some((other) => other.getAttribute("action") === form.getAttribute("action"));
}

// Something long goes on by itself, one step at a time.
function goOn() {
  const goes = $("form[data-continue]");
  if (goes) setTimeout(() => goes.isConnected && !goes.hasAttribute("aria-busy") && goes.requestSubmit(), 250);
}

// To what had the focus, or to the first link or button of the part that it was in.
function back(id) {
  const part = id && document.getElementById(id);
  if (part) (part.matches("a, button, input, select, textarea, summary") ? part : $("a, button, summary", part))?.focus({ preventScroll: true });
}

function bare(address) {
  const url = new URL(address);
  ["told", "n", "connected", "problem"].forEach((name) => url.searchParams.delete(name));
  return url;
}

function announce() {
  const said = $("[data-flash]:not([role=alert])");
  if (!said) return;
  toast(said.textContent);
  said.remove();
}

// --- small conveniences -----------------------------------------------------------------------------------------

const framed = window.parent !== window;
const tell = (autodm) => window.parent.postMessage({ autodm }, "*"); // embed.js listens

const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

function tick() {
  for (const time of $$("time[data-ago]")) {
    const exact = Math.round((Date.parse(time.dateTime) - Date.now()) / 1_000);
    const ahead = time.dataset.ago === "ahead";
    const seconds = ahead ? Math.max(0, exact) : Math.min(0, exact); // this clock may be behind ours, or ahead of it
    const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS[3];
    if (Math.abs(seconds) > 7 * 86_400) continue;
    const text = seconds || ahead ? ago.format(Math.round(seconds / size), unit) : "just now";
    if (time.textContent !== text) time.textContent = text;
  }
}

// The words change with what a click does, so that nobody takes it for the sending.
function hold(button) {
  const said = $("span", button);
  button.dataset.free ??= said.textContent;
  said.textContent = paused ? button.dataset.pause : button.dataset.free;
  button.classList.toggle("held", Boolean(paused));
}

function dress() {
  tick();
  for (const button of $$("[data-copy][hidden], [data-pause][hidden], [data-check-all][hidden]")) button.hidden = false;
  paused &&= $("[data-pause]"); // nobody could let go of what is held
  $$("[data-pause]").forEach(hold);
  document.dispatchEvent(new Event("dressed")); // desk.js listens
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-enhance]") || event.defaultPrevented) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

document.addEventListener("click", async (event) => {
  const on = event.target.closest("[data-copy], [data-pause], [data-check-all]");
  for (const open of $$("details.confirm[open]")) if (!open.contains(event.target)) open.open = false;
  if (!on) return;
  if ("copy" in on.dataset) {
    try {
      await navigator.clipboard.writeText(on.dataset.copy); // there is none on plain http, and people may say no
      toast("Copied.");
    } catch {
      toast(`Your browser does not let us copy. Copy it from here: ${on.dataset.copy}`, null, MINUTE);
    }
  } else if ("pause" in on.dataset) {
    paused = !paused;
    hold(on);
    plan();
  } else {
    for (const box of $$(`input[name="${on.dataset.checkAll}"]`)) box.checked = on.checked;
  }
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && $("[data-search]")) {
    event.preventDefault();
    $("[data-search]").focus();
  }
  if (event.key === "Escape") {
    if (framed) tell("close");
    for (const open of $$("details.confirm[open]")) {
      open.open = false;
      $("summary", open).focus();
    }
  }
});

document.addEventListener("visibilitychange", () => document.hidden || paused || !Number(root.dataset.poll) || look());

function start() {
  history.replaceState(null, "", bare(location.href));
  root.classList.toggle("framed", framed);
  if (framed) new ResizeObserver(() => tell(document.body.offsetHeight)).observe(document.body);
  dress();
  goOn();
  setInterval(tick, 5_000);
  plan();
}

// From an address with a password in it (https://user:pw@...) browsers let no script send anything; the browser has
// noted the password by now, and location.href goes without.
if (document.URL === location.href) start();
else location.replace(location.href);
