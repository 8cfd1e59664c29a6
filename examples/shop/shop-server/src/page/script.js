// Fetches what happened, once a second while somebody looks.
const list = document.getElementById("happenings");
let shown;
setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch("/happenings");
    const text = await answer.text();
    if (answer.ok && text !== shown) list.innerHTML = shown = text;
  } catch {
    // The server is not there; it may be back in a second.
  }
}, 1000);
