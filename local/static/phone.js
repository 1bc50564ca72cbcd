// Keeps the newest message in view, and takes another phone as soon as another account is chosen.
let list, newest;

function follow() {
  const now = document.getElementById("talk");
  if (!now || (now === list && now.dataset.newest === newest)) return;
  [list, newest] = [now, now.dataset.newest];
  now.scrollTop = now.scrollHeight;
}

new MutationObserver(follow).observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-newest"] });
document.addEventListener("change", ({ target }) => target.id === "f-account" && target.form.requestSubmit());
follow();
