// Type: how large, how far apart, how long a line.
const { CJK, style, seen, fault, texts, controls, isTucked, words } = kit;
const shapers = () => [...new Set(texts().map(({ el }) => el))];
const size = (el) => parseFloat(style(el).fontSize);
const leading = (el) => (style(el).lineHeight === "normal" ? 1.2 * size(el) : parseFloat(style(el).lineHeight));
const many = (selector) => [...document.querySelectorAll(selector)].filter(seen);

rules["font-18"] = (limit) =>
  shapers().filter((el) => !el.closest("rt, rp, sup, sub") && size(el) < limit - 0.05).map((el) => fault(el, size(el)));

rules["font-20"] = (limit) => {
  const main = "p, li, dd, dt, label, button, input, textarea, select, td, th, summary";
  const small = "small, rt, rp, sup, sub, footer, figcaption, caption";
  const typed = many("input:not([type=checkbox]):not([type=radio]):not([type=hidden]), select, textarea");
  const read = shapers().filter((el) => el.closest(main) && !el.closest(small));
  return [...new Set([...read, ...typed])].filter((el) => size(el) < limit - 0.05).map((el) => fault(el, size(el)));
};

rules["line-height"] = (limit) =>
  shapers().filter((el) => {
    // Lines that do not follow each other cannot be too close; a little room lets them wrap when somebody enlarges them.
    const alone = el.getBoundingClientRect().height < 1.6 * leading(el);
    const loose = alone || size(el) >= 24 || el.closest("button, h1, h2, h3, h4, nav, [role=button]");
    return !el.closest("rt, rp, ruby, sup, sub, option") && leading(el) / size(el) < (loose ? 1.29 : limit - 0.01);
  }).map((el) => fault(el, leading(el) / size(el)));

rules["paragraph-gap"] = (limit) =>
  many("p + p").filter((el) => !el.closest("li, article, a, td") && seen(el.previousElementSibling) && words(el).length > 20).filter((el) => {
    const gap = el.getBoundingClientRect().top - el.previousElementSibling.getBoundingClientRect().bottom;
    return gap >= 0 && (gap + leading(el)) / leading(el) < limit - 0.01;
  }).map((el) => fault(el));

const lines = (node) => {
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()];
};
rules["measure-40"] = (limit) =>
  texts().filter(({ text }) => text.length > limit).flatMap(({ el, node }) => {
    const most = CJK.test(node.data) ? limit : limit * 1.05; // eighty Latin letters are about as wide as forty characters
    const widest = Math.max(...lines(node).map((line) => line.width)) / size(el);
    return widest > most + 0.9 ? [fault(el, Math.round(widest))] : [];
  });

rules["justify"] = () =>
  shapers().filter((el) => style(el).textAlign === "justify" && words(el).length > 20).map((el) => fault(el));

rules["thin-or-slanted"] = () =>
  texts().filter(({ el, text }) => CJK.test(text) && (style(el).fontStyle !== "normal" || Number(style(el).fontWeight) < 400))
    .map(({ el }) => fault(el, `${style(el).fontStyle} ${style(el).fontWeight}`));

rules["web-font"] = () => [...document.fonts].slice(0, 1).map((font) => fault(document.documentElement, font.family));

rules["ruby-size"] = (limit) => {
  const notes = many("ruby rt");
  return notes.length === 0 ? null
    : notes.filter((el) => size(el) < limit || size(el) < 0.5 * size(el.closest("ruby"))).map((el) => fault(el, size(el)));
};

const WRONG_MARK = /.{0,6}[\u4e00-\u9fff][,;:?!](?![\w/])/;
rules["half-width-mark"] = () =>
  texts().filter(({ el, text }) => WRONG_MARK.test(text) && !el.closest("code, kbd, pre, samp"))
    .map(({ el, text }) => fault(el, text.match(WRONG_MARK)[0]));

const MACHINE_DATE = /(?<![\d\w/-])(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?![\d-])/;
rules["date-for-people"] = () =>
  texts().filter(({ el, text }) => MACHINE_DATE.test(text) && !el.closest("code, kbd, pre, samp"))
    .map(({ el, text }) => fault(el, text.match(MACHINE_DATE)[0]));

// Pushed together, strokes of neighbours touch; far apart, a word falls into single characters.
rules["letters-apart"] = (limit) => {
  const apart = (el) => (parseFloat(style(el).letterSpacing) || 0) / size(el);
  return shapers().filter((el) => CJK.test(words(el)) && words(el).length > 8 && (apart(el) < -limit || apart(el) > 0.5)).map((el) => fault(el, apart(el)));
};
