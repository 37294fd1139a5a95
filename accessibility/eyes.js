// What every probe may ask about the page: who is seen, what it is called, where it lies, which colours meet.
const CJK = /[\u3400-\u9fff]/;
const rgba = (() => {
  const cache = new Map();
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  return (colour) => {
    if (!cache.has(colour)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      cache.set(colour, [r, g, b, a / 255]);
    }
    return cache.get(colour);
  };
})();
const style = (el, pseudo) => getComputedStyle(el, pseudo);
const rect = (el) => el.getBoundingClientRect();
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Cut away until it is focused, like a skip link or words for screen readers only.
const tucked = (el) => {
  for (let at = el; at && at !== document.body; at = at.parentElement) {
    const s = style(at), r = rect(at);
    if ((s.clip !== "auto" && s.position === "absolute") || s.clipPath.startsWith("inset(50%")) return true;
    if (s.overflow !== "visible" && (r.width <= 2 || r.height <= 2)) return true;
    if (r.right + scrollX <= 0 || (r.bottom + scrollY <= 0 && r.height)) return true;
  }
  return false;
};
const seenCache = new Map();
const seen = (el) => {
  if (!seenCache.has(el)) {
    const r = rect(el);
    const shown = el.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
    seenCache.set(el, shown && r.width > 0 && r.height > 0 && !tucked(el));
  }
  return seenCache.get(el);
};

// The words somebody hears: without what is hidden from them and without pinyin.
const heard = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || /^(RT|RP|SCRIPT|STYLE|TEMPLATE|NOSCRIPT)$/.test(node.tagName)) return "";
  if (node.tagName === "IMG") return node.alt;
  if (node.getAttribute("aria-hidden") === "true" || node.hidden) return "";
  return node.getAttribute("aria-label") || [...node.childNodes].map(heard).join(node.tagName === "BR" ? " " : "");
};
const tidy = (text) => (text || "").replace(/\s+/g, " ").trim();
const words = (el) => tidy(heard(el));
const byIds = (el, attribute) =>
  (el.getAttribute(attribute) || "").split(/\s+/).map((id) => id && document.getElementById(id)).filter(Boolean);
const name = (el) => {
  const labels = byIds(el, "aria-labelledby").map(words).join(" ");
  const own = labels || el.getAttribute("aria-label") || (el.labels && [...el.labels].map(words).join(" "));
  return tidy(own || (el.tagName === "INPUT" && el.type !== "checkbox" && el.type !== "radio" && /^(submit|button|reset)$/.test(el.type)
    ? el.value : words(el)) || el.title);
};
const hasDirectText = (el) => [...el.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());

// Every run of text that is seen, with the element that shapes it.
const texts = (() => {
  let found;
  return () => {
    if (found) return found;
    found = [];
    const walker = document.createTreeWalker(document.body || document, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const el = node.parentElement;
      if (!node.data.trim() || !el || el.closest("script,style,template,noscript,select,title") || !seen(el)) continue;
      found.push({ node, el, text: tidy(node.data) });
    }
    return found;
  };
})();
const shapers = () => [...new Set(texts().map(({ el }) => el))];

const FIELD = "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=reset]):not([type=image]),select,textarea";
const CONTROL = "a[href],button,input:not([type=hidden]),select,textarea,summary,[role=button],[role=link]," +
  "[role=checkbox],[role=radio],[role=tab],[role=switch],[onclick],[tabindex]:not([tabindex='-1'])";
const controls = () => all(CONTROL).filter((el) => seen(el) && !el.disabled && !el.closest("[inert]"));
const fields = () => all(FIELD).filter((el) => seen(el) && !el.disabled);
const tickable = (el) => el.matches("input[type=checkbox],input[type=radio]");

// What a finger can hit: the control, with its label where that works too, with padding drawn by ::before left out.
const target = (el) => {
  let { left, top, right, bottom } = rect(el);
  const parts = tickable(el) ? [...(el.labels || [])].map(rect) : [];
  for (const r of parts) {
    left = Math.min(left, r.left); top = Math.min(top, r.top);
    right = Math.max(right, r.right); bottom = Math.max(bottom, r.bottom);
  }
  // A link may hold something taller than its own line, like an image or a block.
  if (el.matches("a") && style(el).display === "inline") {
    for (const r of [...el.children].map(rect)) {
      if (!r.width) continue;
      left = Math.min(left, r.left); top = Math.min(top, r.top);
      right = Math.max(right, r.right); bottom = Math.max(bottom, r.bottom);
    }
  }
  return { left, top, right, bottom, width: right - left, height: bottom - top };
};
// A link inside a sentence is as tall as its line, which no rule asks to change.
const inSentence = (el) => {
  if (!el.matches("a") || style(el).display !== "inline") return false;
  const block = el.parentElement.closest("p,li,dd,td,figcaption,blockquote,label,legend,div,span,small");
  if (!block) return false;
  const around = tidy(block.textContent).length - tidy(el.textContent).length;
  return around > 0 && [...block.childNodes].some((n) => n !== el && n.nodeType === 3 && /[\p{L}\p{N}]/u.test(n.data));
};

const path = (el) => {
  const steps = [];
  for (let at = el; at && at.nodeType === 1 && steps.length < 5; at = at.parentElement) {
    if (at.id) { steps.unshift("#" + CSS.escape(at.id)); break; }
    const twins = at.parentElement ? [...at.parentElement.children].filter((c) => c.tagName === at.tagName) : [];
    steps.unshift(at.tagName.toLowerCase() + (twins.length > 1 ? `:nth-of-type(${twins.indexOf(at) + 1})` : ""));
    if (at === document.body) break;
  }
  return steps.join(" > ");
};
const fault = (el, value = "") => {
  const r = rect(el);
  return {
    where: path(el), html: el.outerHTML.slice(0, 200), text: words(el).slice(0, 60), value: String(value),
    box: { x: r.x + scrollX, y: r.y + scrollY, width: r.width, height: r.height },
  };
};
const px = (value) => Math.round(parseFloat(value) * 10) / 10;
const mm = (value) => (value * 25.4 / 160).toFixed(1);
