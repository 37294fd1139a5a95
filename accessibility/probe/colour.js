// What weak, yellowed or colour-blind eyes can tell apart.
rules.contrast = (limit, ask) => {
  const pairs = kit.pairs().filter((pair) => pair.certain);
  if (pairs.length === 0) return null;
  const faults = [];
  for (const pair of pairs) {
    const need = pair.large ? ask.large_contrast : limit;
    if (pair.ratio >= need - 0.005) continue;
    const owners = new Set(pair.pieces.map((piece) => piece.el));
    for (const el of owners) {
      if (el.closest("[disabled], [aria-disabled=true]")) continue;
      faults.push(kit.fault(el, pair.ratio, { limit: need, colours: `${kit.hex(pair.fg)} / ${kit.hex(pair.bg)}` }));
    }
  }
  return faults;
};

// Machado, Oliveira and Fernandes 2009, severity 1.0, in linear light.
const SIGHTS = {
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
const lit = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
const weigh = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const through = (matrix, c) => {
  const [r, g, b] = [lit(c[0]), lit(c[1]), lit(c[2])];
  return [0, 3, 6].map((i) => Math.min(1, Math.max(0, matrix[i] * r + matrix[i + 1] * g + matrix[i + 2] * b)));
};
const lightRatio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
const cataract = (c, brightest) => {
  // A yellowed lens lets through 90, 80 and 45 % of red, green and blue; a tenth of the light around veils everything.
  const seen = [0.9 * lit(c[0]), 0.8 * lit(c[1]), 0.45 * lit(c[2])];
  return weigh(seen) + 0.1 * brightest;
};
const sharpPairs = () => kit.pairs().filter((pair) => pair.certain && pair.ratio >= (pair.large ? 4.5 : 7));

rules["colour-blind-text"] = (limit) => {
  const pairs = sharpPairs();
  if (pairs.length === 0) return null;
  const faults = [];
  for (const pair of pairs) {
    const need = pair.large ? limit * 2 / 3 : limit;
    for (const [sight, matrix] of Object.entries(SIGHTS)) {
      const left = lightRatio(weigh(through(matrix, pair.fg)), weigh(through(matrix, pair.bg)));
      if (left >= need) continue;
      faults.push(kit.fault(pair.pieces[0].el, left, { sight, limit: need, colours: `${kit.hex(pair.fg)} / ${kit.hex(pair.bg)}` }));
      break;
    }
  }
  return faults;
};

rules["cataract-text"] = (limit) => {
  const pairs = kit.pairs().filter((pair) => pair.certain && pair.ratio >= 4.5);
  if (pairs.length === 0) return null;
  const faults = [];
  for (const pair of pairs) {
    const brightest = Math.max(weigh([0.9 * lit(pair.fg[0]), 0.8 * lit(pair.fg[1]), 0.45 * lit(pair.fg[2])]), weigh([0.9 * lit(pair.bg[0]), 0.8 * lit(pair.bg[1]), 0.45 * lit(pair.bg[2])]));
    const left = lightRatio(cataract(pair.fg, brightest), cataract(pair.bg, brightest));
    const need = pair.large ? limit * 0.75 : limit;
    if (left < need) faults.push(kit.fault(pair.pieces[0].el, left, { limit: need, colours: `${kit.hex(pair.fg)} / ${kit.hex(pair.bg)}` }));
  }
  return faults;
};

const edges = (el) => {
  const own = kit.style(el);
  const around = kit.background(el.parentElement || el).colour;
  const inside = kit.background(el).colour;
  let best = kit.ratio(inside, around);
  for (const side of ["Top", "Right", "Bottom", "Left"]) {
    if (parseFloat(own[`border${side}Width`]) < 1 || own[`border${side}Style`] === "none") continue;
    const line = kit.over(kit.colour(own[`border${side}Color`]), around);
    best = Math.max(best, kit.ratio(line, around));
  }
  return best;
};
rules["field-border"] = (limit) => {
  const fields = [...document.querySelectorAll("input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=range]), select, textarea")]
    .filter((el) => kit.seen(el) && !el.disabled && !(/^(radio|checkbox)$/.test(el.type) && kit.style(el).appearance !== "none"));
  return fields.length === 0 ? null : fields.map((el) => [el, edges(el)]).filter(([, best]) => best < limit - 0.005).map(([el, best]) => kit.fault(el, best));
};

rules["icon-contrast"] = (limit) => {
  const icons = [...document.querySelectorAll("a svg, button svg, [role=button] svg")].filter(kit.seen);
  if (icons.length === 0) return null;
  const faults = [];
  for (const icon of icons) {
    const shapes = [...icon.querySelectorAll("path, circle, rect, line, polyline, polygon, use")];
    const under = kit.background(icon);
    if (!under.certain || shapes.length === 0) continue;
    let best = 0;
    for (const shape of shapes) {
      const own = kit.style(shape);
      for (const paint of [own.fill, own.stroke]) {
        if (paint && paint !== "none" && !paint.startsWith("url")) best = Math.max(best, kit.ratio(kit.over(kit.colour(paint), under.colour), under.colour));
      }
    }
    if (best > 0 && best < limit) faults.push(kit.fault(icon.closest("a, button, [role=button]"), best));
  }
  return faults;
};

rules["link-by-colour"] = (limit) => {
  const links = kit.controls().filter((el) => kit.inSentence(el));
  if (links.length === 0) return null;
  return links.filter((el) => {
    const own = kit.style(el);
    const around = kit.style(el.parentElement);
    const marked = own.textDecorationLine.includes("underline") || (own.borderBottomStyle !== "none" && parseFloat(own.borderBottomWidth) > 0);
    const bolder = Number(own.fontWeight) - Number(around.fontWeight) >= 300;
    const boxed = own.backgroundColor !== around.backgroundColor && kit.colour(own.backgroundColor)[3] > 0;
    return !marked && !bolder && !boxed && !el.querySelector("svg, img");
  }).map((el) => kit.fault(el, kit.ratio(kit.colour(kit.style(el).color), kit.colour(kit.style(el.parentElement).color))));
};

rules["colour-dot"] = () => {
  const rows = [...document.querySelectorAll("li, td, dd, tr, [role=listitem]")].filter(kit.seen);
  if (rows.length === 0) return null;
  const dots = [...document.querySelectorAll("i, span, b, em, div")].filter((el) => {
    if (el.children.length || el.textContent.trim() || !kit.seen(el) || kit.name(el)) return false;
    const box = el.getBoundingClientRect();
    const c = kit.colour(kit.style(el).backgroundColor);
    const spread = Math.max(c[0], c[1], c[2]) - Math.min(c[0], c[1], c[2]);
    return box.width <= 40 && box.height <= 40 && c[3] > 0.5 && spread > 60;
  });
  const colours = new Set(dots.map((el) => kit.style(el).backgroundColor));
  if (colours.size < 2) return [];
  const named = /已满|未满|有位|开放|关闭|正常|停|可报|报满|完成|待|open|closed|full|free|done|waiting/i;
  return dots.filter((el) => !named.test(kit.text(el.closest("li, td, dd, tr") || el.parentElement))).map((el) => kit.fault(el, kit.style(el).backgroundColor));
};

rules["blue-on-dark"] = () => {
  // Blue light fades first in an old lens, so blue and violet on black are the first to go.
  const pairs = kit.pairs().filter((pair) => pair.certain && kit.luminance(pair.bg) < 0.05 && pair.fg[2] > 120 && pair.fg[2] > 1.8 * Math.max(pair.fg[0], pair.fg[1]));
  return kit.pairs().length === 0 ? null : pairs.map((pair) => kit.fault(pair.pieces[0].el, pair.ratio, { colours: `${kit.hex(pair.fg)} / ${kit.hex(pair.bg)}` }));
};

rules["theme-choice"] = () => {
  const choice = /高对比|对比度|配色|颜色|夜间|黑底|high contrast|contrast|colou?rs/i;
  return kit.controls().some((el) => choice.test(kit.name(el))) ? [] : [kit.fault(document.body, "", { box: null })];
};

rules["said-by-colour"] = () => {
  if (kit.texts().length === 0) return null;
  const told = /(标|涂|显示)?[红绿黄蓝橙灰紫]色?(的|表示|代表|标出|就是)(班次|日子|时间|格|字|行|项|地方|按钮|线|站|已|不|没|可|还)|[红绿黄蓝橙灰紫]色(表示|代表)|标[红绿黄蓝橙灰]|\b(shown|marked|those|items|days) in (red|green|yellow|blue|orange|gr[ae]y)\b/i;
  return kit.texts().filter(({ text }) => told.test(text)).map(({ el, text }) => kit.fault(el, told.exec(text)[0]));
};

rules["text-over-picture"] = () => {
  if (kit.texts().length === 0) return null;
  const over = (el) => {
    for (let node = el; node; node = node.parentElement) {
      const own = kit.style(node);
      if (own.backgroundImage !== "none" && own.backgroundRepeat !== "no-repeat") return true;
      if (kit.colour(own.backgroundColor)[3] >= 1) return false;
    }
    return false;
  };
  return [...new Set(kit.texts().map(({ el }) => el))].filter(over).map((el) => kit.fault(el, ""));
};

rules["light-by-default"] = (limit, ask) => {
  const asked = (ask.address || "").split("?")[1] || "";
  if (/theme|contrast|colou?r|dark|night|mode/i.test(asked + location.search)) return null; // somebody wants it so
  const under = kit.background(document.body);
  return under.certain && kit.luminance(under.colour) < 0.2 ? [kit.fault(document.body, kit.hex(under.colour), { box: null })] : [];
};

rules["empty-looks-chosen"] = () => {
  // Without color-scheme the browser draws its empty circle white, and on black a white disc is what stands out as chosen.
  const native = [...document.querySelectorAll("input[type=radio], input[type=checkbox]")].filter((el) => kit.seen(el) && kit.style(el).appearance !== "none");
  if (native.length === 0) return null;
  return native.filter((el) => kit.luminance(kit.background(el.parentElement).colour) < 0.2 && !/dark/.test(kit.style(el).colorScheme) && !el.checked).map((el) => kit.fault(el));
};
