(() => {
  "use strict";
  const search = document.getElementById("search");
  const words = document.getElementById("words");
  const matches = document.getElementById("matches");
  const none = document.getElementById("none");
  // All that belongs to some labels, and goes when none of them is looked for.
  const parts = [...document.querySelectorAll("[data-labels]")].map((element) => ({
    element,
    labels: element.dataset.labels.split(" "),
  }));
  const texts = [...document.querySelectorAll("article")].map((article) => [
    article.id,
    article.textContent.toLowerCase(),
  ]);

  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = texts.filter(([, text]) => wanted.every((word) => text.includes(word)));
    const labels = new Set(found.map(([id]) => id));
    for (const part of parts) {
      part.element.classList.toggle("off", !part.labels.some((label) => labels.has(label)));
    }
    matches.textContent = wanted.length ? `${found.length} of ${texts.length} labels` : "";
    none.hidden = found.length > 0 || texts.length === 0;
  };
  const clear = () => {
    words.value = "";
    filter();
  };

  search.hidden = false;
  words.addEventListener("input", filter);
  words.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.ctrlKey || event.metaKey || event.altKey || event.target === words;
    if (event.key === "/" && !typing) {
      event.preventDefault();
      words.focus();
    }
  });
  // A link to what the search has hidden shows it again.
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest(".off")) {
      clear();
      target.scrollIntoView();
    }
  });

  // Under the pointer or the focus, a node shows what it belongs to.
  for (const svg of document.querySelectorAll(".drawing svg")) {
    const of = parts.filter((part) => svg.contains(part.element));
    for (const node of of.filter((part) => part.element.matches("a"))) {
      const light = (on) => {
        svg.classList.toggle("lit", on);
        for (const part of of) {
          const belongs = part.labels.some((label) => node.labels.includes(label));
          part.element.classList.toggle("lit", on && belongs);
        }
      };
      for (const event of ["pointerenter", "focusin"]) {
        node.element.addEventListener(event, () => light(true));
      }
      for (const event of ["pointerleave", "focusout"]) {
        node.element.addEventListener(event, () => light(false));
      }
    }
  }
  // A browser that goes back keeps what was typed.
  filter();
})();
