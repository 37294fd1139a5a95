// What every probe needs: what is seen, where it lies, what it is called, and which colours meet.
const kit = (() => {
  const CJK = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/;
  const styles = new Map();
  const style = (el) => {
    if (!styles.has(el)) styles.set(el, getComputedStyle(el));
    return styles.get(el);
  };

  const tucked = new Map(); // pieces of text that only a screen reader meets
  const isTucked = (el) => {
    if (!el || el === document.documentElement) return false;
    if (tucked.has(el)) return tucked.get(el);
    const own = style(el);
    const box = el.getBoundingClientRect();
    const small = box.width <= 2 && box.height <= 2 && own.overflow !== "visible" && own.display !== "contents";
    const clipped = /inset\((50|100)%/.test(own.clipPath) || (own.position === "absolute" && /rect\((0|1)px,? ?(0|1)px/.test(own.clip));
    const answer = small || clipped || isTucked(el.parentElement);
    tucked.set(el, answer);
    return answer;
  };

  const seen = (el) => {
    if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const box = el.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return false;
    if (box.right + scrollX <= 0 || box.bottom + scrollY <= 0) return false;
    return !isTucked(el);
  };

  const selector = (el) => {
    const path = [];
    for (let node = el; node && node.nodeType === 1 && node !== document.documentElement; node = node.parentElement) {
      if (node.id && document.querySelectorAll("#" + CSS.escape(node.id)).length === 1) {
        path.unshift("#" + CSS.escape(node.id));
        return path.join(" > ");
      }
      const same = node.parentElement ? [...node.parentElement.children].filter((other) => other.tagName === node.tagName) : [];
      const place = same.length > 1 ? `:nth-of-type(${same.indexOf(node) + 1})` : "";
      path.unshift(node.tagName.toLowerCase() + place);
    }
    return path.join(" > ") || "html";
  };

  const text = (el) => (el.innerText || el.textContent || "").replace(/\s+/g, " ").trim();
  const rect = (box) => ({ x: box.left + scrollX, y: box.top + scrollY, width: box.width, height: box.height });
  const fault = (el, measured = "", facts = {}) => ({
    selector: selector(el),
    html: el.cloneNode(false).outerHTML.replace(/\s(value|data-[\w-]+)="[^"]*"/g, "").slice(0, 200),
    text: text(el).slice(0, 80),
    box: "box" in facts ? facts.box : rect(el.getBoundingClientRect()),
    measured: typeof measured === "number" ? String(Math.round(measured * 100) / 100) : String(measured),
    facts,
  });

  const referenced = (ids) => (ids || "").split(/\s+/).map((id) => id && document.getElementById(id)).filter(Boolean);
  const words = (el) => {
    // Ruby notes are an aid for the eye: nobody wants them read out twice.
    const copy = el.cloneNode(true);
    copy.querySelectorAll("rt, rp, script, style, [aria-hidden='true']").forEach((part) => part.remove());
    copy.querySelectorAll("img[alt]").forEach((picture) => picture.replaceWith(" " + picture.alt + " "));
    copy.querySelectorAll("svg[aria-label]").forEach((picture) => picture.replaceWith(picture.getAttribute("aria-label")));
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const name = (el) => {
    const by = referenced(el.getAttribute("aria-labelledby")).map(words).join(" ").trim();
    if (by) return by;
    if (el.getAttribute("aria-label")) return el.getAttribute("aria-label").trim();
    if (el.labels && el.labels.length) return [...el.labels].map(words).join(" ").trim();
    if (el.tagName === "INPUT" && /^(submit|button|reset)$/.test(el.type)) return el.value;
    if (el.tagName === "IMG" || (el.tagName === "INPUT" && el.type === "image")) return el.alt || "";
    return words(el) || el.getAttribute("title") || "";
  };

  const WIDGETS = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=''], " +
    "[contenteditable=true], [tabindex], [onclick], [role=button], [role=link], [role=checkbox], [role=radio], [role=tab], [role=switch], " +
    "[role=menuitem], audio[controls], video[controls], iframe";
  const isControl = (el) => {
    if (el.disabled || el.closest("[inert]")) return false;
    const given = el.getAttribute("tabindex");
    const roles = /^(button|link|checkbox|radio|tab|switch|menuitem)$/;
    const native = el.matches("a[href], area[href], button, input, select, textarea, summary, audio, video, iframe, [contenteditable]");
    if (native || roles.test(el.getAttribute("role") || "") || el.hasAttribute("onclick")) return true;
    return given !== null && Number(given) >= 0;
  };
  let found = null;
  const controls = () => {
    if (!found) found = [...document.querySelectorAll(WIDGETS)].filter((el) => isControl(el) && (seen(el) || (el.labels && [...el.labels].some(seen) && el.checkVisibility())));
    return found;
  };
  const target = (el) => {
    // Whoever taps the label of a choice hits the choice, so both are one target.
    let box = el.getBoundingClientRect();
    if (/^(radio|checkbox)$/.test(el.type || "")) {
      for (const label of el.labels || []) {
        const other = label.getBoundingClientRect();
        const left = Math.min(box.left, other.left);
        const top = Math.min(box.top, other.top);
        box = new DOMRect(left, top, Math.max(box.right, other.right) - left, Math.max(box.bottom, other.bottom) - top);
      }
      return box;
    }
    if (style(el).display === "inline") {
      for (const child of el.children) {
        const other = child.getBoundingClientRect();
        if (!other.width || !seen(child)) continue;
        const left = Math.min(box.left, other.left);
        const top = Math.min(box.top, other.top);
        box = new DOMRect(left, top, Math.max(box.right, other.right) - left, Math.max(box.bottom, other.bottom) - top);
      }
    }
    return box;
  };
  const inSentence = (el) => {
    if (el.tagName !== "A" || style(el).display !== "inline") return false;
    const block = el.closest("p, li, dd, td, th, blockquote, figcaption, div, section");
    if (!block) return false;
    const linked = [...block.querySelectorAll("a")].reduce((sum, link) => sum + text(link).length, 0);
    return text(block).length - linked >= 4;
  };

  let gathered = null;
  const texts = () => {
    if (gathered) return gathered;
    gathered = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const el = node.parentElement;
      if (!node.data.trim() || !el || el.closest("script, style, noscript, template, option, datalist, title")) continue;
      if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || isTucked(el)) continue;
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || box.right + scrollX <= 0 || box.bottom + scrollY <= 0) continue;
      gathered.push({ el, text: node.data.trim(), box: rect(box), node });
    }
    return gathered;
  };

  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const ink = canvas.getContext("2d", { willReadFrequently: true });
  const colours = new Map();
  const colour = (value) => {
    if (colours.has(value)) return colours.get(value);
    let answer;
    const plain = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(value);
    if (plain) {
      answer = [Number(plain[1]), Number(plain[2]), Number(plain[3]), plain[4] === undefined ? 1 : Number(plain[4])];
    } else {
      ink.clearRect(0, 0, 1, 1);
      ink.fillStyle = value;
      ink.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = ink.getImageData(0, 0, 1, 1).data;
      answer = [r, g, b, a / 255];
    }
    colours.set(value, answer);
    return answer;
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = (c) => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  const ratio = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const background = (el) => {
    const layers = [];
    let certain = true;
    for (let node = el; node; node = node.parentElement) {
      const own = style(node);
      if (own.backgroundImage !== "none") certain = false;
      const c = colour(own.backgroundColor);
      if (c[3] > 0) layers.push(c);
      if (c[3] >= 1) break;
      if (own.position === "absolute" || own.position === "fixed") certain = false;
    }
    const canvasColour = matchMedia("(prefers-color-scheme: dark)").matches && /dark/.test(style(document.documentElement).colorScheme) ? [18, 18, 18, 1] : [255, 255, 255, 1];
    return { colour: layers.reduceRight((under, top) => over(top, under), canvasColour), certain };
  };
  const opacity = (el) => {
    let all = 1;
    for (let node = el; node; node = node.parentElement) all *= Number(style(node).opacity);
    return all;
  };
  const hex = (c) => "#" + c.slice(0, 3).map((v) => Math.round(v).toString(16).padStart(2, "0")).join("");
  const isLarge = (el) => {
    const size = parseFloat(style(el).fontSize);
    return size >= 24 || (size >= 18.66 && Number(style(el).fontWeight) >= 700);
  };
  // Words that stand in no text of the page: a style sheet writes them before or behind, or a hint inside a field.
  const written = () => [...document.body.querySelectorAll("*")].flatMap((el) => {
    const box = rect(el.getBoundingClientRect());
    if (el.placeholder && !el.value && el.matches(":placeholder-shown")) {
      return seen(el) ? [{ el, text: el.placeholder, box, front: getComputedStyle(el, "::placeholder").color }] : [];
    }
    return ["::before", "::after"].map((part) => getComputedStyle(el, part)).filter((own) => {
      const said = /^"(.*)"/.exec(own.content);
      return said && /[\p{L}\p{N}]{2}/u.test(said[1]) && own.display !== "none" && own.visibility === "visible" && seen(el);
    }).map((own) => ({ el, text: own.content, box, front: own.color, back: own.backgroundColor }));
  });
  // What lies behind the words of a drawing is known only where they are the first that is drawn.
  const drawn = (el) => el.ownerSVGElement && [...el.ownerSVGElement.querySelectorAll("rect, path, circle, ellipse, polygon, image, use")].some(
    (shape) => shape.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING);
  const pairs = () => {
    const answer = new Map();
    for (const piece of [...texts(), ...written()]) {
      const { el } = piece;
      const around = background(el);
      const back = piece.back ? over(colour(piece.back), around.colour) : around.colour;
      const under = { colour: back, certain: around.certain && !drawn(el) };
      const front = piece.front || (el.ownerSVGElement ? style(el).fill : style(el).webkitTextFillColor || style(el).color);
      if (!/^(rgb|color)/.test(front)) continue; // a pattern, or no ink at all
      const own = [...colour(front)];
      own[3] *= opacity(el);
      const fg = over(own, under.colour);
      const key = [hex(fg), hex(under.colour), isLarge(el), under.certain].join();
      if (!answer.has(key)) answer.set(key, { fg, bg: under.colour, certain: under.certain, large: isLarge(el), ratio: ratio(fg, under.colour), pieces: [] });
      answer.get(key).pieces.push(piece);
    }
    return [...answer.values()];
  };
  let kept = null;
  const language = () => (document.documentElement.lang || "").toLowerCase();
  const isChinese = () => (language() ? language().startsWith("zh") : CJK.test(document.body.innerText.slice(0, 500)));
  return {
    CJK, style, seen, selector, text, rect, fault, words, name, controls, target, inSentence, texts, colour, over, luminance, ratio, background,
    opacity, hex, isLarge, referenced, isChinese, language, isTucked, pairs: () => (kept = kept || pairs()),
    main: () => document.querySelector("main, [role=main]") || document.body,
    own: (el) => [...el.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("").trim(),
  };
})();
const rules = {};
