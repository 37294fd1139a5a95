// Writes down where the keyboard stands each time before it moves on; `ask` says what is wanted: start, or the record.
(ask) => {
  const own = (el, pseudo) => {
    const s = getComputedStyle(el, pseudo);
    return [s.outlineStyle === "none" ? "" : `${s.outlineWidth} ${s.outlineColor}`, s.boxShadow, s.backgroundColor, s.borderTopWidth + s.borderTopColor,
            s.borderBottomWidth + s.borderBottomColor, s.textDecorationLine + s.textDecorationThickness, s.color].join("|");
  };
  const ink = (value) => { const c = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(value); return c ? [c[1], c[2], c[3], c[4] === undefined ? 1 : c[4]].map(Number) : null; };
  const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, share, i) => sum + share * (c[i] / 255 <= 0.04045 ? c[i] / 255 / 12.92 : ((c[i] / 255 + 0.055) / 1.055) ** 2.4), 0);
  // How far the words of a control stand out from its own ground; null where either is not known for sure.
  const standsOut = (el) => {
    const front = ink(getComputedStyle(el).color);
    let back = null;
    for (let node = el; node && !back; node = node.parentElement) {
      const own = getComputedStyle(node);
      const c = ink(own.backgroundColor);
      if (!c || own.backgroundImage !== "none" || (c[3] > 0 && c[3] < 1)) return null;
      if (c[3] === 1) back = c;
    }
    if (!front || front[3] < 1 || !(el.innerText || el.value || "").trim()) return null;
    const [high, low] = [light(front), light(back || [255, 255, 255])].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const large = (el) => { const own = getComputedStyle(el); const size = parseFloat(own.fontSize); return size >= 24 || (size >= 18.66 && Number(own.fontWeight) >= 700); };
  const around = (el) => [el, ...(el.labels || []), el.parentElement].filter(Boolean);
  const look = (el) => around(el).flatMap((node) => [own(node), own(node, "::before"), own(node, "::after")]).join("#");
  const tell = (el) => {
    const r = el.getBoundingClientRect();
    return { html: el.cloneNode(false).outerHTML.slice(0, 200), text: (el.innerText || el.value || "").replace(/\s+/g, " ").slice(0, 80),
             box: { x: r.left + scrollX, y: r.top + scrollY, width: r.width, height: r.height } };
  };
  const covered = (el) => {
    const r = el.getBoundingClientRect();
    if (r.width < 3 || r.height < 3) return false;
    const points = [[0.5, 0.5], [0.1, 0.15], [0.9, 0.15], [0.1, 0.85], [0.9, 0.85]].map(([x, y]) => [r.left + r.width * x, r.top + r.height * y]);
    const inside = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
    if (inside.length === 0) return true;
    return inside.every(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && !el.contains(top) && !top.contains(el) && ![...(el.labels || [])].some((label) => label.contains(top) || top.contains(label));
    });
  };
  const walk = window.__walk;
  if (ask.start) {
    if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
    const controls = [...document.querySelectorAll("a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable=true], audio[controls], video[controls]")]
      .filter((el) => !el.disabled && !el.closest("[inert]") && el.checkVisibility({ visibilityProperty: true }) && !(el.hasAttribute("tabindex") && el.tabIndex < 0 && !el.matches("a[href], button, input, select, textarea, summary")));
    const fresh = { heard: Boolean(window.__witness && window.__witness.keys), rest: new Map(controls.map((el) => [el, look(el)])), pale: new Map(), steps: [], controls };
    const note = (event) => {
      if (event.key !== "Tab") return;
      const el = document.activeElement;
      if (!el || el === document.body || el === document.documentElement) { fresh.steps.push(null); return; }
      const changed = fresh.rest.get(el) !== look(el);
      const ratio = changed ? standsOut(el) : null; // what looks the same was measured already
      if (ratio !== null && ratio < (large(el) ? ask.large : ask.contrast) - 0.005) fresh.pale.set(el, Math.round(ratio * 100) / 100);
      fresh.steps.push({ el, changed, covered: covered(el), prevented: false });
    };
    window.addEventListener("keydown", note, true);
    window.__walk = fresh;
    fresh.stop = () => window.removeEventListener("keydown", note, true);
    // Where the next Tab begins: before everything, or behind it.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    scrollTo(0, ask.back ? document.documentElement.scrollHeight : 0);
    // The way back shows something new only where a bar stays in its place, or a script hears keys and focus.
    const stays = () => [...document.querySelectorAll("body *")].some((el) => /fixed|sticky/.test(getComputedStyle(el).position) && el.checkVisibility());
    const listens = !window.__witness || fresh.heard || document.querySelector("[onkeydown], [onkeyup], [onkeypress], [onfocus], [onblur], iframe") !== null;
    const bars = stays();
    return { count: controls.length, stays: bars, differs: !ask.back && (listens || bars) };
  }
  walk.stop();
  const name = (el) => ({ ...tell(el), selector: el.id ? "#" + CSS.escape(el.id) : el.tagName.toLowerCase() });
  const last = document.activeElement;
  if (document.activeElement) document.activeElement.blur();
  scrollTo(0, 0);
  const visited = new Set(walk.steps.filter(Boolean).map((step) => step.el));
  const groups = new Set([...visited].filter((el) => el.type === "radio").map((el) => `${el.form && el.form.action}#${el.name}`));
  const missed = walk.controls.filter((el) => el.isConnected && !visited.has(el) && !(el.type === "radio" && groups.has(`${el.form && el.form.action}#${el.name}`)) && el.checkVisibility());
  const tail = walk.steps.slice(-6);
  const trapped = missed.length > 0 && tail.length === 6 && tail.every((step) => step && tail[0] && step.el === tail[0].el) ? name(last) : null;
  const left = walk.steps.indexOf(null, 1) !== -1;
  const ring = !trapped && missed.length > 0 && !left && walk.steps.filter(Boolean).length > walk.controls.length + 2;
  const unseen = [...new Set(walk.steps.filter((step) => step && !step.changed && walk.rest.has(step.el)).map((step) => step.el))];
  unseen.slice(0, 4).forEach((el, i) => el.setAttribute("data-unseen-focus", i));
  const hidden = [...new Set(walk.steps.filter((step) => step && step.covered).map((step) => step.el))];
  const pale = [...walk.pale].slice(0, 20).map(([el, ratio]) => ({ ...name(el), measured: String(ratio) }));
  return { pale, missed: missed.slice(0, 20).map(name), trapped: trapped || (ring ? name(last) : null), unseen: unseen.slice(0, 20).map(name), hidden: hidden.slice(0, 20).map(name), count: walk.controls.length };
}
