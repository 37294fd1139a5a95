// Targets that a trembling finger hits, and layers that do not jump in its way.
const shown = (el) => kit.controls().includes(el);
const round = (value) => Math.round(value * 10) / 10;
const taps = () => kit.controls().filter((el) => {
  if (el.tagName === "IFRAME" || el === document.body || el.tagName === "MAIN" || /^(-\d)/.test(el.getAttribute("tabindex") || "")) return false;
  const box = kit.target(el);
  return box.width > 1 && box.height > 1 && !kit.isTucked(el) && getComputedStyle(el).pointerEvents !== "none";
});

rules["target-size"] = (limit) => {
  const all = taps().filter((el) => !kit.inSentence(el));
  if (all.length === 0) return null;
  const faults = [];
  for (const el of all) {
    const box = kit.target(el);
    const least = Math.min(box.width, box.height);
    if (least < limit - 0.5) faults.push(kit.fault(el, `${round(box.width)}×${round(box.height)}`, { mm: `${round(box.width / 6.299)}×${round(box.height / 6.299)}`, box: kit.rect(box) }));
  }
  return faults;
};

rules["target-gap"] = (limit) => {
  const all = taps().filter((el) => !kit.inSentence(el)).map((el) => ({ el, box: kit.target(el) })).sort((a, b) => a.box.top - b.box.top);
  if (all.length < 2) return null;
  const faults = [];
  for (let i = 0; i < all.length; i += 1) {
    for (let j = i + 1; j < all.length; j += 1) {
      const [a, b] = [all[i], all[j]];
      if (b.box.top - a.box.bottom >= limit) break;
      if (a.el.contains(b.el) || b.el.contains(a.el)) continue;
      const dx = Math.max(a.box.left - b.box.right, b.box.left - a.box.right);
      const dy = Math.max(a.box.top - b.box.bottom, b.box.top - a.box.bottom);
      if (dx < -1 && dy < -1) continue; // one lies over the other: that is another fault
      const gap = dx > 0 && dy > 0 ? Math.hypot(dx, dy) : Math.max(dx, dy);
      if (gap < limit - 0.5) faults.push(kit.fault(b.el, Math.max(0, gap), { mm: round(Math.max(0, gap) / 6.299), other: kit.name(a.el).slice(0, 20), box: kit.rect(b.box) }));
    }
  }
  return faults;
};

rules["targets-overlap"] = () => {
  const all = taps().map((el) => ({ el, box: kit.target(el) }));
  if (all.length < 2) return null;
  const faults = [];
  for (let i = 0; i < all.length; i += 1) {
    for (let j = i + 1; j < all.length; j += 1) {
      const [a, b] = [all[i], all[j]];
      if (a.el.contains(b.el) || b.el.contains(a.el)) {
        const widget = "a[href], button, [role=button]";
        if (a.el.matches(widget) && b.el.matches(widget)) faults.push(kit.fault(b.el, kit.name(a.el).slice(0, 20)));
        continue;
      }
      if (kit.style(a.el).position === "fixed" || kit.style(b.el).position === "fixed") continue;
      if (a.el.closest("label") && a.el.closest("label") === b.el.closest("label")) continue;
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (wide > 4 && high > 4 && !kit.inSentence(a.el) && !kit.inSentence(b.el)) faults.push(kit.fault(b.el, kit.name(a.el).slice(0, 20)));
    }
  }
  return faults;
};

rules["primary-size"] = (limit) => {
  const forms = [...kit.main().querySelectorAll("form")].filter((form) => kit.seen(form) && form.method === "post");
  const buttons = forms.map((form) => [...form.querySelectorAll("button:not([type]), button[type=submit], input[type=submit]")].find(kit.seen)).filter(Boolean);
  if (buttons.length === 0) return null;
  const faults = [];
  for (const el of buttons) {
    const box = el.getBoundingClientRect();
    const room = (el.closest("form").getBoundingClientRect().width || box.width) * 0.8;
    if (box.height < limit - 0.5 || box.width < Math.min(room, 300) - 0.5) faults.push(kit.fault(el, `${round(box.width)}×${round(box.height)}`, { mm: `${round(box.width / 6.299)}×${round(box.height / 6.299)}` }));
  }
  return faults;
};

const floating = () => [...document.querySelectorAll("body *")].filter((el) => kit.seen(el) && (kit.style(el).position === "fixed" || kit.style(el).position === "sticky"));
rules["pop-up"] = (limit) => {
  const faults = [];
  const screen = innerWidth * innerHeight;
  const layers = [...document.querySelectorAll("body *")].filter((el) => kit.seen(el) && kit.style(el).position === "fixed");
  for (const el of layers) {
    const box = el.getBoundingClientRect();
    const wide = Math.max(0, Math.min(box.right, innerWidth) - Math.max(0, box.left));
    const high = Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(0, box.top));
    const share = 100 * wide * high / screen;
    if (share > limit && !layers.some((other) => other !== el && other.contains(el))) faults.push(kit.fault(el, Math.round(share)));
  }
  for (const el of document.querySelectorAll("dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]")) {
    if (kit.seen(el) && !faults.some((fault) => fault.selector === kit.selector(el)) && !layers.some((layer) => layer.contains(el))) faults.push(kit.fault(el, el.tagName.toLowerCase()));
  }
  return faults;
};

rules["close-button"] = (limit) => {
  const close = /关闭|关掉|跳过|close|dismiss|^[×✕✖xX]$/;
  const buttons = floating().flatMap((layer) => [...layer.querySelectorAll("a, button, [role=button], [onclick], span, i")])
    .filter((el) => kit.seen(el) && (close.test(kit.name(el)) || /close|guanbi/i.test(el.className)) && !el.querySelector("a, button"));
  if (buttons.length === 0) return null;
  return [...new Set(buttons)].filter((el) => Math.min(el.getBoundingClientRect().width, el.getBoundingClientRect().height) < limit - 0.5)
    .map((el) => kit.fault(el, `${round(el.getBoundingClientRect().width)}×${round(el.getBoundingClientRect().height)}`));
};

rules["sticky-share"] = (limit) => {
  const bars = floating().filter((el) => el.getBoundingClientRect().width > innerWidth * 0.5);
  if (bars.length === 0) return null;
  return bars.map((el) => [el, 100 * el.getBoundingClientRect().height / innerHeight]).filter(([el, share]) => share > limit && share < 90 && !floating().some((o) => o !== el && o.contains(el)))
    .map(([el, share]) => kit.fault(el, Math.round(share)));
};

rules["zoom-blocked"] = (limit) => {
  const meta = document.querySelector("meta[name=viewport]");
  if (!meta) return [kit.fault(document.head, "–", { box: null })];
  const content = meta.content.toLowerCase();
  const most = /maximum-scale\s*=\s*([\d.]+)/.exec(content);
  const blocked = /user-scalable\s*=\s*(no|0)/.test(content) || (most && Number(most[1]) < limit) || !/width\s*=\s*device-width/.test(content);
  return blocked ? [kit.fault(meta, content, { box: null })] : [];
};

rules["one-column"] = () => {
  const cards = [...document.querySelectorAll("li, article, .card, a[href]")].filter((el) => {
    const box = el.getBoundingClientRect();
    const leads = el.tagName === "A" ? !el.closest("li, article, .card") : el.querySelector("a, button");
    return kit.seen(el) && box.height >= 88 && box.width >= 100 && kit.style(el).position !== "absolute" && leads && !el.querySelector("li, article, .card");
  });
  if (cards.length === 0) return null;
  const faults = [];
  for (let i = 1; i < cards.length; i += 1) {
    const [a, b] = [cards[i - 1].getBoundingClientRect(), cards[i].getBoundingClientRect()];
    if (cards[i - 1].parentElement === cards[i].parentElement && Math.abs(a.top - b.top) < 10 && b.left >= a.right - 1) faults.push(kit.fault(cards[i]));
  }
  return faults;
};

rules["icon-without-words"] = () => {
  const bearing = kit.controls().filter((el) => (el.querySelector("svg, img, i[class*=icon], [class*=iconfont]") || /(^|\s|-)icon/.test(String(el.className.baseVal ?? el.className))) && !/^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName));
  const symbols = kit.controls().filter((el) => /^(A|BUTTON)$/.test(el.tagName) && kit.text(el) && !/[\p{L}\p{N}]/u.test(kit.text(el)));
  const all = [...new Set([...bearing, ...symbols])];
  if (all.length === 0) return null;
  const isPicture = (el) => [...el.querySelectorAll("img")].some((img) => img.getBoundingClientRect().width >= 100);
  return all.filter((el) => !/[\p{L}\p{N}]/u.test(kit.text(el)) && !isPicture(el)).map((el) => kit.fault(el, kit.name(el)));
};

rules["down-event"] = (limit, ask) => {
  const written = [...document.querySelectorAll("[onmousedown], [onpointerdown], [ontouchstart]")].filter(kit.seen).map((el) => kit.fault(el, el.getAttributeNames().find((n) => /^on(mousedown|pointerdown|touchstart)$/.test(n))));
  const watched = window.__witness ? window.__witness.listeners.filter(([el, type]) => el && el.isConnected && /^(mousedown|pointerdown|touchstart)$/.test(type) && el.matches("a, button, [role=button], [onclick], input")) : [];
  const clicks = new Set(window.__witness ? window.__witness.listeners.filter(([, type]) => type === "click").map(([el]) => el) : []);
  return kit.controls().length === 0 ? null : written.concat(watched.filter(([el]) => !clicks.has(el)).map(([el, type]) => kit.fault(el, type)));
};

rules["hard-gesture"] = () => {
  const slides = [...document.querySelectorAll("input[type=range]")].filter((el) => kit.seen(el) && !(el.form || document).querySelector("input[type=number]")).map((el) => kit.fault(el, "range"));
  const odd = /^(touchmove|dragstart|drag|dblclick|gesturestart|gesturechange|contextmenu|onlongpress|swipe\w*|pinch\w*)$/;
  const written = [...document.querySelectorAll("[ontouchmove], [ondragstart], [ondblclick], [draggable=true], [ongesturestart], [oncontextmenu]")].filter(kit.seen).map((el) => kit.fault(el, "draggable/on…"));
  const watched = window.__witness ? window.__witness.listeners.filter(([el, type]) => el && el.isConnected && el.nodeType === 1 && odd.test(type) && kit.seen(el)) : [];
  // What listens to a finger and says "swipe" or "hold" asks for it, however it is built.
  const asks = /(向|往)[左右上下]滑|[左右]滑|滑动(解锁|确认|删除)|长按|按住|双击|捏合|两指|摇一摇|\b(swipe|long.?press|press and hold|double.?(tap|click)|pinch|shake)\b/i;
  const fingers = /^(touch\w+|pointer\w+|mousedown)$/;
  const told = kit.texts().map(({ el }) => el).filter((el) => asks.test(kit.text(el)) && (el.closest("[ontouchstart], [ontouchend], [onmousedown], [onpointerdown], [role=slider]") || (window.__witness && window.__witness.listeners.some(([on, type]) => fingers.test(type) && on.contains(el) && on !== document.body))));
  return slides.concat(written, watched.map(([el, type]) => kit.fault(el, type)), [...new Set(told)].map((el) => kit.fault(el, kit.text(el).slice(0, 20))));
};

rules["first-screen"] = (limit) => {
  const heading = [...document.querySelectorAll("h1")].find(kit.seen);
  if (!heading) return null;
  const bottom = heading.getBoundingClientRect().bottom + scrollY;
  return bottom > limit ? [kit.fault(heading, Math.round(bottom))] : [];
};

rules["hover-only"] = () => {
  const revealing = [];
  const walk = (list) => { for (const one of list) { if (one.cssRules && one.cssRules.length && !one.selectorText) walk(one.cssRules); else if (one.selectorText) revealing.push(one); } };
  for (const sheet of document.styleSheets) { try { walk(sheet.cssRules); } catch (problem) { /* of another site */ } }
  const shows = (one) => (one.style.display && one.style.display !== "none") || one.style.visibility === "visible" || Number(one.style.opacity) > 0;
  const found = [];
  for (const one of revealing.filter((rule) => /:hover/.test(rule.selectorText) && shows(rule))) {
    for (const part of one.selectorText.split(",").filter((s) => /:hover[^,]*[\s>+~]/.test(s))) {
      const rest = part.replace(/:hover/g, "");
      try { document.querySelectorAll(rest).forEach((el) => { if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && el.textContent.trim() && !el.closest("[hidden]")) found.push(el); }); } catch (problem) { /* a pseudo-element */ }
    }
  }
  const focused = revealing.some((rule) => /:focus/.test(rule.selectorText) && shows(rule) && /[\s>+~]/.test(rule.selectorText));
  return document.styleSheets.length === 0 ? null : focused ? [] : [...new Set(found)].map((el) => kit.fault(el, ":hover", { box: null }));
};
