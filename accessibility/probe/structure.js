// What a page is made of: language, title, headings, landmarks, names, pictures and tables.
rules.lang = () => {
  const said = kit.language();
  const body = document.body.innerText;
  const chinese = (body.match(/[\u4e00-\u9fff]/g) || []).length;
  const latin = (body.match(/[A-Za-z]{2,}/g) || []).length;
  if (!said) return [kit.fault(document.documentElement, "–", { box: null })];
  if (said.startsWith("zh") && chinese < latin) return [kit.fault(document.documentElement, said, { box: null })];
  if (!said.startsWith("zh") && chinese > latin * 4) return [kit.fault(document.documentElement, said, { box: null })];
  return [];
};

rules["lang-part"] = () => {
  const page = kit.isChinese();
  const foreign = page ? /[A-Za-z][A-Za-z'’-]*(?:[ ,]+[A-Za-z][A-Za-z'’-]*){3,}/ : /[\u4e00-\u9fff]{9,}|[\u4e00-\u9fff]+[，。；！？]/;
  if (kit.texts().length === 0) return null;
  const faults = [];
  for (const { el, text } of kit.texts()) {
    const near = el.closest("[lang]");
    const said = near && near !== document.documentElement ? near.lang.toLowerCase() : kit.language();
    const marked = page ? !said.startsWith("zh") && said : said.startsWith("zh");
    const other = marked && !said.startsWith("zh") && /[\u4e00-\u9fff]{9,}|[\u4e00-\u9fff]+[，。；！？]/.exec(text); // marked, but as the wrong one
    const short = page && !marked && el.closest("h1, h2, h3, h4, button, label, legend") && /^[A-Za-z][A-Za-z'’]+(?:[ ,]+[A-Za-z'’]+)+$/.exec(text);
    const odd = (!marked && foreign.exec(text)) || other || short;
    if (odd && !el.closest("code, pre, address")) faults.push(kit.fault(el, odd[0].slice(0, 40)));
  }
  return faults;
};

rules.title = () => {
  const title = document.title.trim();
  const empty = /^(untitled|无标题|首页|home|document|index|网页|页面)?$/i;
  return empty.test(title) ? [kit.fault(document.documentElement, title || "–", { box: null })] : [];
};

rules["title-heading"] = () => {
  const heading = [...document.querySelectorAll("h1")].find((el) => kit.seen(el));
  if (!heading || !document.title.trim()) return null;
  const plain = (value) => value.replace(/[\s，。：:、·\-–—|（）()“”"「」]/g, "").toLowerCase();
  const said = plain(kit.words(heading));
  const title = plain(document.title);
  const first = plain(document.title.split(/\s[-|–—·_]\s|[_|]/)[0]).replace(/^错误|^error/, "");
  return !title.includes(said) && !said.includes(first) ? [kit.fault(heading, document.title)] : [];
};

rules["one-heading"] = () => {
  const all = [...document.querySelectorAll("h1, [role=heading][aria-level='1']")].filter((el) => el.checkVisibility());
  if (all.length === 1) return [];
  return all.length ? all.slice(1).map((el) => kit.fault(el, all.length)) : [kit.fault(document.body, 0, { box: null })];
};

rules["heading-skip"] = () => {
  const all = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6, [role=heading]")].filter((el) => el.checkVisibility());
  if (all.length === 0) return null;
  const level = (el) => Number(el.getAttribute("aria-level") || el.tagName.slice(1));
  return all.filter((el, i) => i > 0 && level(el) > level(all[i - 1]) + 1).map((el) => kit.fault(el, `h${level(all[all.indexOf(el) - 1])} → h${level(el)}`));
};

rules["empty-heading"] = () => {
  const all = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  return all.length === 0 ? null : all.filter((el) => el.checkVisibility() && !kit.name(el)).map((el) => kit.fault(el));
};

rules["fake-heading"] = () => {
  const bodies = [...document.querySelectorAll("p, div, span, b, strong")].filter((el) => kit.seen(el) && kit.own(el) && kit.text(el).length <= 20 && kit.text(el).length > 1);
  if (bodies.length === 0) return null;
  const sizes = kit.texts().map(({ el }) => parseFloat(kit.style(el).fontSize)).sort((a, b) => a - b);
  const usual = sizes[Math.floor(sizes.length / 2)];
  return bodies.filter((el) => {
    const own = kit.style(el);
    const big = parseFloat(own.fontSize) >= usual * 1.3 && Number(own.fontWeight) >= 600;
    const alone = !/^inline/.test(own.display) || (el.parentElement.childElementCount === 1 && !kit.own(el.parentElement));
    return big && alone && !el.closest("h1, h2, h3, h4, h5, h6, a, button, label, legend, dt, dd, th, caption, summary, header, figure, [role=heading], [role=alert], [role=status]") && !/\d/.test(kit.text(el)) &&
      el.nextElementSibling;
  }).map((el) => kit.fault(el));
};

rules.landmarks = () => {
  const mains = [...document.querySelectorAll("main, [role=main]")].filter((el) => el.checkVisibility());
  const faults = mains.length === 1 ? [] : [kit.fault(mains[1] || document.body, `main × ${mains.length}`, { box: null })];
  const navs = [...document.querySelectorAll("nav, [role=navigation]")].filter((el) => el.checkVisibility());
  if (navs.length > 1) navs.filter((el) => !kit.referenced(el.getAttribute("aria-labelledby")).length && !el.getAttribute("aria-label")).forEach((el) => faults.push(kit.fault(el, "nav")));
  return faults;
};

rules["control-name"] = () => {
  const all = kit.controls().filter((el) => !/^(AUDIO|VIDEO)$/.test(el.tagName) && (el.tabIndex >= 0 || !el.hasAttribute("tabindex")) && el.tagName !== "MAIN");
  return all.length === 0 ? null : all.filter((el) => !kit.name(el).trim() && !el.getAttribute("placeholder") && !(el.tagName === "IFRAME" && el.title)).map((el) => kit.fault(el));
};

rules["label-in-name"] = () => {
  const all = kit.controls().filter((el) => /^(A|BUTTON|INPUT|SELECT|TEXTAREA)$/.test(el.tagName) && (el.getAttribute("aria-label") || el.getAttribute("aria-labelledby")));
  if (all.length === 0) return null;
  const plain = (value) => value.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
  const shown = (el) => plain([...(el.labels || [])].filter(kit.seen).map(kit.words).join("") || (/^(A|BUTTON)$/.test(el.tagName) ? kit.words(el) : ""));
  return all.filter((el) => shown(el) && !plain(kit.name(el)).includes(shown(el))).map((el) => kit.fault(el, kit.name(el)));
};

const pictures = () => [...document.querySelectorAll("img, [role=img], svg[role], input[type=image], area")].filter((el) => el.checkVisibility());
rules["alt-text"] = () => {
  const all = [...document.querySelectorAll("img, input[type=image], area, [role=img]")].filter((el) => el.checkVisibility() && !el.closest("[aria-hidden=true]"));
  if (all.length === 0) return null;
  const missing = (el) => (el.matches("img, input, area") ? !el.hasAttribute("alt") : true) && !el.getAttribute("aria-label") && !el.getAttribute("aria-labelledby") && !/none|presentation/.test(el.getAttribute("role") || "") && !el.querySelector("title");
  return all.filter(missing).map((el) => kit.fault(el));
};

rules["alt-file"] = () => {
  const all = pictures().filter((el) => kit.name(el));
  if (all.length === 0) return null;
  const file = /\.(jpe?g|png|gif|webp|svg|bmp)$|^(img|dsc|image|photo|pic)[_-]?\d+|^(图片|照片|图像|插图|image|photo|picture|banner|icon|logo|图标)\d*$|微信图片|^\d+$/i;
  return all.filter((el) => file.test(kit.name(el).trim())).map((el) => kit.fault(el, kit.name(el)));
};

rules["linked-picture"] = () => {
  const all = kit.controls().filter((el) => el.tagName === "A" && el.querySelector("img") && !kit.text(el));
  return all.length === 0 ? null : all.filter((el) => !kit.name(el)).map((el) => kit.fault(el));
};

rules["table-heads"] = () => {
  const all = [...document.querySelectorAll("table:not([role=presentation]):not([role=none])")].filter(kit.seen);
  if (all.length === 0) return null;
  return all.filter((el) => {
    const heads = [...el.querySelectorAll("th")];
    const before = el.previousElementSibling; // a heading right above says what the table is about
    const named = el.caption || (before && /^H[2-6]$/.test(before.tagName)) || el.getAttribute("aria-label") || el.getAttribute("aria-labelledby");
    return heads.length === 0 || !named || (el.rows.length > 1 && heads.some((th) => !th.scope && !th.id && heads.length > 1));
  }).map((el) => kit.fault(el, el.querySelector("th") ? (el.caption ? "scope" : "caption") : "th"));
};

rules["list-made-by-hand"] = () => {
  const blocks = [...document.querySelectorAll("p, div, td")].filter((el) => kit.seen(el) && kit.own(el));
  if (blocks.length === 0) return null;
  const mark = /^\s*(?:[•●▪◆·*\-–]\s*\S|[（(]?\d{1,2}[)）.、]\s*\S)/;
  return blocks.filter((el) => (el.innerText || "").split("\n").filter((line) => mark.test(line)).length >= 3 && el.querySelectorAll("br").length >= 2).map((el) => kit.fault(el));
};

rules["repeated-id"] = () => {
  const counts = new Map();
  for (const el of document.querySelectorAll("[id]")) counts.set(el.id, (counts.get(el.id) || []).concat(el));
  return [...counts.values()].filter((all) => all.length > 1).map((all) => kit.fault(all[1], all[1].id));
};

rules["hidden-but-alive"] = () => {
  const hidden = [...document.querySelectorAll("[aria-hidden=true]")];
  if (hidden.length === 0) return null;
  return hidden.flatMap((el) => [el, ...el.querySelectorAll("*")]).filter((el) => el.matches("a[href], button, input, select, textarea, [tabindex]") && el.tabIndex >= 0 && kit.seen(el)).map((el) => kit.fault(el));
};

rules["text-cannot-be-marked"] = () => {
  if (kit.texts().length === 0) return null;
  const blocks = new Set(kit.texts().filter(({ el, text }) => text.length > 3 && !el.closest("a, button, label, summary, [role=button]")).map(({ el }) => el));
  return [...blocks].filter((el) => kit.style(el).userSelect === "none").map((el) => kit.fault(el));
};

rules["positive-tabindex"] = () => {
  const all = [...document.querySelectorAll("[tabindex]")];
  return all.length === 0 ? null : all.filter((el) => Number(el.getAttribute("tabindex")) > 0).map((el) => kit.fault(el, el.getAttribute("tabindex")));
};

rules["visual-order"] = () => {
  const all = kit.controls().filter((el) => kit.style(el).position !== "fixed" && !/flex|grid/.test("") && el.tagName !== "MAIN");
  if (all.length < 2) return null;
  const faults = [];
  for (let i = 1; i < all.length; i += 1) {
    const [before, after] = [all[i - 1].getBoundingClientRect(), all[i].getBoundingClientRect()];
    const columns = after.left > before.right - 2 || before.left > after.right - 2;
    if (all[i - 1].contains(all[i]) || kit.inSentence(all[i])) continue;
    if (after.bottom < before.top - 4 && !columns) faults.push(kit.fault(all[i], Math.round(before.top - after.top)));
  }
  return faults;
};

rules["skip-link"] = () => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, [tabindex='0']")].filter((el) => el.checkVisibility() && !el.disabled);
  if (all.length < 6) return null;
  const first = all[0];
  const href = first.getAttribute("href") || "";
  const aim = href.startsWith("#") && document.getElementById(decodeURIComponent(href.slice(1)));
  if (first.tagName === "A" && aim && (aim.matches("main, [role=main], h1") || aim.closest("main") || aim.querySelector("h1"))) return [];
  return [kit.fault(first, href)];
};

rules["frame-title"] = () => {
  const all = [...document.querySelectorAll("iframe")].filter(kit.seen);
  return all.length === 0 ? null : all.filter((el) => !el.title && !el.getAttribute("aria-label")).map((el) => kit.fault(el));
};

rules["location-shown"] = () => {
  if (location.pathname === "/" || location.protocol === "file:" || /index/.test(location.pathname)) return null;
  const crumbs = document.querySelector("[aria-label*=位置], [aria-label*=readcrumb], .breadcrumb, .back, [aria-current], nav ol");
  const words = /返回|上一步|当前位置|您在|back|you are here|第\s*\d+\s*步|step \d/i;
  return crumbs || words.test(document.body.innerText) ? [] : [kit.fault(document.body, "", { box: null })];
};

rules["reading-order"] = () => {
  const kinds = "h1, h2, h3, h4, p, li, dt, dd, label, legend, figcaption, caption";
  const blocks = [...kit.main().querySelectorAll(kinds)].filter((el) => kit.seen(el) && kit.text(el) && !el.querySelector(kinds) && !/fixed|sticky/.test(kit.style(el).position));
  if (blocks.length < 2) return null;
  const rightToLeft = kit.style(document.documentElement).direction === "rtl";
  return blocks.filter((el, i) => {
    if (i === 0 || blocks[i - 1].contains(el)) return false;
    const [before, after] = [blocks[i - 1].getBoundingClientRect(), el.getBoundingClientRect()];
    const above = after.bottom < before.top + 4 && after.left < before.right - 2 && before.left < after.right - 2;
    const sameRow = Math.min(before.bottom, after.bottom) - Math.max(before.top, after.top) > Math.min(before.height, after.height) / 2;
    return above || (!rightToLeft && sameRow && after.right < before.left + 2);
  }).map((el) => kit.fault(el, kit.text(blocks[blocks.indexOf(el) - 1]).slice(0, 20)));
};

rules["swap-announced"] = () => {
  const swapping = "[hx-get], [hx-post], [hx-put], [hx-delete], [data-hx-get], [data-hx-post]";
  const all = [...document.querySelectorAll(swapping)];
  if (all.length === 0) return null;
  const LIVE = "[role=status], [role=alert], [role=log], output, [aria-live=polite], [aria-live=assertive]";
  const target = (el) => {
    const near = el.closest("[hx-target], [data-hx-target]");
    const said = near ? (near.getAttribute("hx-target") || near.dataset.hxTarget).trim() : "this";
    try {
      if (said === "this") return near || el;
      if (said.startsWith("closest ")) return el.closest(said.slice(8));
      if (said.startsWith("find ")) return el.querySelector(said.slice(5));
      return document.querySelector(said);
    } catch (problem) { return null; }
  };
  const silent = new Set(all.map(target).filter((el) => el && el !== document.body && !el.closest(LIVE) && !el.querySelector(LIVE)));
  return [...silent].map((el) => kit.fault(el, ""));
};

const STATES = { checkbox: "aria-checked", switch: "aria-checked", radio: "aria-checked", menuitemcheckbox: "aria-checked", menuitemradio: "aria-checked", tab: "aria-selected", option: "aria-selected", combobox: "aria-expanded" };
rules["state-said"] = () => {
  const all = [...document.querySelectorAll("[role], [aria-haspopup], button[aria-controls]")].filter((el) => kit.seen(el) && !el.matches("input, option, select"));
  const wanted = (el) => STATES[el.getAttribute("role")] || (el.matches("[aria-haspopup]:not([aria-haspopup=false]), button[aria-controls]:not([role])") ? "aria-expanded" : null);
  const stateful = all.filter(wanted);
  if (stateful.length === 0) return null;
  return stateful.filter((el) => !el.hasAttribute(wanted(el)) && !el.hasAttribute("aria-pressed")).map((el) => kit.fault(el, wanted(el)));
};

rules["captions"] = () => {
  const all = [...document.querySelectorAll("video, audio")].filter((el) => kit.seen(el) && !(el.muted && el.tagName === "VIDEO" && !el.controls));
  if (all.length === 0) return null;
  const told = /文字稿|文字版|文字说明|字幕|写成了字|照着念|朗读|读给您听|听这一页|transcript|caption|in words|read (it |this )?(aloud|out)/i;
  const near = (el) => [el.closest("figure, section, article, li"), el.parentElement, el.parentElement.previousElementSibling, el.parentElement.nextElementSibling].filter((one) => one && one !== kit.main());
  return all.filter((el) => !el.querySelector("track[kind=captions], track[kind=subtitles]") && !told.test(`${kit.name(el)} ${near(el).map(kit.text).join(" ")}`)).map((el) => kit.fault(el, el.tagName.toLowerCase()));
};
