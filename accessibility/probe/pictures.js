// Pictures that may hold words which stand nowhere else.
() => [...document.querySelectorAll("img, canvas")].filter((el) => {
  if (el.tagName === "CANVAS") { // words that a script draws are known to the letter
    const said = document.body.innerText.replace(/\s+/g, "");
    const drawn = window.__witness ? window.__witness.drawn.filter(([canvas]) => canvas === el) : [];
    return el.checkVisibility() && drawn.some(([, text]) => text.trim().length > 1 && !said.includes(text.replace(/\s+/g, "")));
  }
  const r = el.getBoundingClientRect();
  if (!el.checkVisibility() || r.width < 160 || r.height < 90 || /\.svg(\?|$)/.test(el.src) || el.src.startsWith("data:image/svg")) return false;
  const near = el.closest("figure, section, article, li, main") || el.parentElement;
  return near.innerText.trim().length < Math.max(20, el.alt.length);
}).slice(0, 10).map((el) => {
  const r = el.getBoundingClientRect();
  return {html: el.cloneNode(false).outerHTML.slice(0, 200), text: (el.alt || "").slice(0, 80), selector: el.id ? "#" + el.id : el.tagName.toLowerCase(),
          box: {x: r.left + scrollX, y: r.top + scrollY, width: r.width, height: r.height}};
})
