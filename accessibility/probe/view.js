// Looks at the page under one condition: does anything stick out, or is anything cut off?
(ask) => {
  const root = document.documentElement;
  const seen = (el) => el.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && el.getBoundingClientRect().width > 2;
  const select = (el) => {
    const path = [];
    for (let node = el; node && node !== root; node = node.parentElement) {
      if (node.id) { path.unshift("#" + CSS.escape(node.id)); break; }
      const same = node.parentElement ? [...node.parentElement.children].filter((o) => o.tagName === node.tagName) : [];
      path.unshift(node.tagName.toLowerCase() + (same.length > 1 ? `:nth-of-type(${same.indexOf(node) + 1})` : ""));
    }
    return path.join(" > ");
  };
  const tell = (el, measured) => {
    const r = el.getBoundingClientRect();
    return { selector: select(el), html: el.cloneNode(false).outerHTML.slice(0, 200), text: (el.innerText || "").replace(/\s+/g, " ").slice(0, 80),
             box: { x: r.left + scrollX, y: r.top + scrollY, width: r.width, height: r.height }, measured: String(measured) };
  };
  const scrolls = (el) => { // a table or code that scrolls within itself does not move the page
    for (let node = el.parentElement; node && node !== root; node = node.parentElement) {
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(node).overflowX)) return true;
    }
    return false;
  };
  const out = { wide: [], cut: [], size: parseFloat(getComputedStyle(document.body).fontSize) };
  if (ask === "size") return out;
  const read = document.querySelector("main") || document.body; // what is not shown at all gives up its text all the same
  out.words = read.checkVisibility() ? read.innerText.replace(/\s+/g, "").length : 0;
  if (ask === "" && root.scrollWidth > innerWidth + 1) {
    const sticking = [...document.querySelectorAll("body *")].filter((el) => seen(el) && el.getBoundingClientRect().right > innerWidth + 1 && !scrolls(el));
    const inner = sticking.filter((el) => ![...el.children].some((child) => sticking.includes(child)));
    out.wide = (inner.length ? inner : [document.body]).slice(0, 8).map((el) => tell(el, `${Math.round(el.getBoundingClientRect().right)} px`));
  }
  if (ask === "") for (const el of document.querySelectorAll("body *")) {
    const own = getComputedStyle(el);
    const clips = /hidden|clip/.test(own.overflowX + own.overflowY);
    if (!clips || !seen(el) || !el.innerText || !el.innerText.trim()) continue;
    const box = el.getBoundingClientRect();
    if (box.height <= 2 || box.width <= 2 || /inset\((50|100)%/.test(own.clipPath)) continue;
    if ((/hidden|clip/.test(own.overflowY) && el.scrollHeight > el.clientHeight + 3) || (/hidden|clip/.test(own.overflowX) && el.scrollWidth > el.clientWidth + 3)) out.cut.push(tell(el, `${el.scrollWidth}×${el.scrollHeight} > ${el.clientWidth}×${el.clientHeight}`));
  }
  out.cut = out.cut.slice(0, 8);
  if (ask === "forced") {
    const sheet = document.body.appendChild(document.createElement("i"));
    sheet.style.backgroundColor = "Canvas";
    const canvas = getComputedStyle(sheet).backgroundColor;
    sheet.remove();
    out.lost = [...document.querySelectorAll("button, [role=button], input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([type=range]), select, textarea")].filter((el) => {
      if (!seen(el) || el.closest("[hidden]")) return false;
      const own = getComputedStyle(el);
      const bordered = ["Top", "Bottom", "Left", "Right"].some((s) => parseFloat(own[`border${s}Width`]) >= 1 && own[`border${s}Style`] !== "none" && own[`border${s}Color`] !== canvas);
      return !bordered && (own.backgroundColor === canvas || /, 0\)$/.test(own.backgroundColor)) && !own.textDecorationLine.includes("underline") && own.outlineStyle === "none";
    }).slice(0, 8).map((el) => tell(el, getComputedStyle(el).borderTopStyle));
  }
  if (ask === "print") {
    out.size = Math.min(...[...document.querySelectorAll("main p, main li, main dd, main td")].filter(seen).filter((el) => !el.closest("small, footer") && el.innerText.trim()).map((el) => parseFloat(getComputedStyle(el).fontSize)), 999);
    const background = getComputedStyle(document.body).backgroundColor;
    out.ground = background;
    out.menus = [...document.querySelectorAll("nav, form[role=search], header nav")].filter(seen).slice(0, 3).map((el) => tell(el, "nav"));
  }
  if (ask === "moving" || ask === "still") {
    out.moving = document.getAnimations().filter((a) => a.playState === "running" && a.effect && a.effect.target && seen(a.effect.target)).map((a) => {
      const time = a.effect.getComputedTiming();
      return [a.effect.target, time.endTime];
    }).filter(([, end]) => ask === "still" || end > 5000).slice(0, 8).map(([el, end]) => tell(el, end === Infinity ? "∞" : `${Math.round(end)} ms`));
    if (ask === "moving") out.moving.push(...[...document.querySelectorAll("marquee, blink")].filter(seen).map((el) => tell(el, el.tagName.toLowerCase())));
    if (ask === "moving" && window.__witness) { // a carousel is moved by a clock: turn the clock by hand and see what moves
      const picture = () => [...document.querySelectorAll("body *")].filter((el) => seen(el)).map((el) => {
        const r = el.getBoundingClientRect();
        return [el, `${Math.round(r.left)},${Math.round(r.top)},${el.children.length ? "" : el.textContent + (el.src || "")}`];
      });
      const before = new Map(picture());
      const beats = window.__witness.beats.slice(0, 20);
      const beat = (act) => { try { act(); } catch (problem) { /* it is not ours */ } };
      const seenAfter = [1, 2].map(() => { beats.forEach(beat); return beats.length ? new Map(picture()) : before; }); // what blinks is back after two
      const all = new Set([before, ...seenAfter].flatMap((picture) => [...picture.keys()]));
      const changed = [...all].filter((el) => el.isConnected && seenAfter.some((after) => after.get(el) !== before.get(el)));
      out.moving.push(...changed.filter((el) => !changed.some((other) => other !== el && other.contains(el))).slice(0, 4).map((el) => tell(el, "setInterval")));
    }
  }
  return out;
}
