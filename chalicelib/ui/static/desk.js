// What only the pages of people who are signed in need: how long a text is, and exports.
const each = (within) => within.querySelectorAll("[data-bytes]").forEach(count);

// Bytes of UTF-8: what Instagram counts. {first_name} and the like are as long as they can get.
const bytes = (text) => new TextEncoder().encode(text).length;

function count(area) {
  const { bytes: most, spare = "0", worth = "{}" } = area.dataset;
  const worths = { ...JSON.parse(worth), link: bytes(area.form.elements.link?.value ?? "") };
  const places = [...area.value.matchAll(/\{([^{}]*)\}/g)].filter(([, name]) => Object.hasOwn(worths, name) && area.dataset.worth);
  const now = places.reduce((sum, [all, name]) => sum + worths[name] - all.length, bytes(area.value) + Number(spare));
  const said = document.querySelector(`[data-count="${area.id}"]`);
  const text = `${now} of ${most} bytes`;
  if (said.textContent !== text) said.textContent = text;
  said.classList.toggle("over", now > Number(most));
}

async function download(link) {
  let [text, from, rows] = ["", "", 0];
  const said = document.getElementById(link.dataset.export);
  try {
    do {
      const answer = await fetch(`${link.href}${from ? `?cursor=${encodeURIComponent(from)}` : ""}`, { redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      const part = await answer.text();
      text += from ? part.slice(part.indexOf("\n") + 1) : part;
      rows += part.split("\n").length - 2;
      from = answer.headers.get("X-Next-Cursor");
      said.textContent = from ? `${rows.toLocaleString("en")} rows so far …` : "";
    } while (from);
  } catch {
    said.textContent = "The export stopped half-way. Try again.";
    return;
  }
  const a = document.createElement("a");
  a.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  a.download = link.getAttribute("download") || "export.csv";
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 60_000);
}

document.addEventListener("dressed", () => each(document));
document.addEventListener("input", ({ target }) => target.form && each(target.form));
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-export]");
  if (!link) return;
  event.preventDefault();
  download(link);
});
each(document);
