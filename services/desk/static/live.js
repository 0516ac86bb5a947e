// A page says that what it shows changed meanwhile. It works alike without script, and asks only while it is seen:
// over HTTP/1.1 a browser has six connections, and each hidden page would hold one of them.
const note = document.querySelector("[data-changes]");
let source = null;

function follow() {
  if (document.hidden || source || !note.firstElementChild.hidden) return;
  source = new EventSource(note.dataset.changes);
  source.addEventListener("changed", () => {
    note.firstElementChild.hidden = false;
    leave();
  });
  // The stream ends with the session: it is not opened again by itself.
  source.addEventListener("error", leave);
}

function leave() {
  if (source) source.close();
  source = null;
}

if (note) {
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : follow()));
  follow();
}
