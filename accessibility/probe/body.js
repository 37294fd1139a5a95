// The smallest running text of a page outside its footer, brought into sight.
() => {
  // In a short line most of the picture is ground, and the letters hardly count.
  const enough = (text) => text.length >= (/[\u4e00-\u9fff]/.test(text) ? 8 : 24);
  const seen = [...document.querySelectorAll("main p, main li, main dd, main label, p")].filter((el) => {
    const r = el.getBoundingClientRect();
    return el.checkVisibility({opacityProperty: true}) && !el.closest("footer, small, figcaption") && enough(el.innerText.trim()) && r.width > 100 && r.height > 12;
  });
  const weigh = (el) => parseFloat(getComputedStyle(el).fontSize);
  seen.sort((a, b) => weigh(a) - weigh(b) || b.innerText.length - a.innerText.length); // in a long one the letters fill the picture
  if (!seen.length) return null;
  const el = seen[0];
  el.scrollIntoView({block: "center", behavior: "instant"});
  const r = el.getBoundingClientRect();
  return {html: el.cloneNode(false).outerHTML.slice(0, 200), text: el.innerText.slice(0, 80), selector: el.tagName.toLowerCase(),
          clip: {x: Math.max(0, r.left), y: Math.max(0, r.top), width: Math.min(r.width, 360), height: Math.min(r.height, 160)},
          box: {x: r.left + scrollX, y: r.top + scrollY, width: r.width, height: r.height}};
}
