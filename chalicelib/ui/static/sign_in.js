// Clerk's own form, and the way back. With data-act="renew" it only keeps the session's cookie fresh, in a hidden frame.
const place = document.querySelector("#sign-in");
const said = place.querySelector("[data-said]");
const { on, act } = place.dataset;

try {
  const clerk = window.Clerk;
  await clerk.load({ ui: { ClerkUI: window.__internal_ClerkUICtor } });
  if (act === "out") {
    await clerk.signOut();
    history.replaceState(null, "", location.pathname); // who signs in next is not to be signed out again
  }
  if (clerk.user && act !== "renew") {
    await clerk.session.getToken(); // writes the cookie that our pages read
    location.replace(on);
  } else if (!clerk.user && act !== "renew") {
    said.remove();
    clerk.mountSignIn(place.querySelector("[data-form]"), { fallbackRedirectUrl: location.href });
  }
} catch {
  said.textContent = "The sign-in could not be loaded. Check your connection and load this page again.";
  said.className = "note bad";
}
