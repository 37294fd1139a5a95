// Every block of words that is seen, with its kind.
() => {
  const said = document.documentElement.lang.toLowerCase().slice(0, 2);
  const blocks = "p, li, dd, dt, td, th, h1, h2, h3, h4, label, legend, figcaption, summary, caption";
  const kind = (el) => el.matches("button, [role=button]") ? "button" : el.matches("a") ? "link" :
    el.matches("h1, h2, h3, h4, label, legend, dt, th, summary, caption") ? "label" : "prose";
  return [...document.querySelectorAll(blocks + ", button, a[href]")].filter((el) => {
    if (!el.checkVisibility({visibilityProperty: true}) || el.closest("blockquote, q, code, pre, address, [data-example]")) return false;
    const near = el.closest("[lang]");
    if (near && near.lang.toLowerCase().slice(0, 2) !== said) return false;
    if (el.matches("a, button") && el.closest(blocks)) return false;
    return ![...el.children].some((child) => child.matches(blocks) || child.querySelector(blocks));
  }).slice(0, 600).map((el) => {
    const copy = el.cloneNode(true);
    // What is typed letter by letter and what is marked as another language is not read as words of this one.
    copy.querySelectorAll("rt, rp, script, style, select, code, kbd, samp").forEach((part) => part.replaceWith(" "));
    copy.querySelectorAll("[lang]").forEach((part) => { if (part.lang.toLowerCase().slice(0, 2) !== said) part.replaceWith(" "); });
    copy.querySelectorAll("br, div, p, small").forEach((part) => part.before("\n"));
    const r = el.getBoundingClientRect();
    return {text: copy.textContent.trim(), kind: kind(el), html: el.cloneNode(false).outerHTML.slice(0, 200),
            selector: el.id ? "#" + CSS.escape(el.id) : el.tagName.toLowerCase(),
            box: {x: r.left + scrollX, y: r.top + scrollY, width: r.width, height: r.height}};
  });
}
