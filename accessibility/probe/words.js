// Words, help and honesty: links that say where they lead, a number to call, nothing that pushes.
const spoken = (el) => kit.name(el).replace(/[\s>›»…→。.!！]+$/g, "").trim().toLowerCase();
rules["vague-link"] = (limit, ask) => {
  const all = kit.controls().filter((el) => el.matches("a[href], [role=link]"));
  if (all.length === 0) return null;
  const vague = new Set(ask.words.vague.map((word) => word.toLowerCase()));
  return all.filter((el) => vague.has(spoken(el)) || (kit.name(el) && !/[\p{L}\p{N}]/u.test(kit.name(el))) || /^https?:\/\/\S{25,}/.test(spoken(el))).map((el) => kit.fault(el, kit.name(el)));
};

rules["same-words-two-places"] = () => {
  const all = kit.controls().filter((el) => el.matches("a[href]") && !/^(tel|mailto):/.test(el.getAttribute("href")));
  if (all.length === 0) return null;
  const aims = new Map();
  for (const el of all) {
    const key = spoken(el);
    if (!key) continue;
    if (!aims.has(key)) aims.set(key, new Map());
    const href = el.href.split("#")[0];
    if (!aims.get(key).has(href)) aims.get(key).set(href, el);
  }
  return [...aims.values()].filter((hrefs) => hrefs.size > 1).flatMap((hrefs) => [...hrefs.values()].slice(1)).map((el) => kit.fault(el, kit.name(el)));
};

rules["dead-link"] = () => {
  const all = [...document.querySelectorAll("a")].filter((el) => kit.seen(el));
  if (all.length === 0) return null;
  return all.filter((el) => {
    const href = (el.getAttribute("href") || "").trim();
    if (!el.hasAttribute("href")) return el.hasAttribute("onclick") || (kit.style(el).cursor === "pointer" && !el.id && !el.name);
    if (href === "" || href === "#" || /^javascript:/i.test(href)) return true;
    if (href.startsWith("#") && href !== "#top") return !document.getElementById(decodeURIComponent(href.slice(1))) && !document.getElementsByName(href.slice(1)).length;
    return false;
  }).map((el) => kit.fault(el, el.getAttribute("href") || "–"));
};

rules["button-verb"] = (limit, ask) => {
  const all = kit.controls().filter((el) => el.matches("button, [role=button], input[type=submit], input[type=button]"));
  if (all.length === 0) return null;
  const bare = new Set(ask.words.bare_buttons.map((word) => word.toLowerCase()));
  const longest = kit.isChinese() ? limit : limit * 4;
  return all.filter((el) => bare.has(spoken(el)) || (kit.isChinese() && kit.CJK.test(kit.text(el)) && !kit.text(el).includes("（") && kit.text(el).replace(/\s/g, "").length > longest && !el.querySelector("br, p, b, small")))
    .map((el) => kit.fault(el, kit.name(el)));
};

rules["new-window"] = () => {
  const all = kit.controls().filter((el) => el.matches("a[target], form[target]") && /^_?(blank|new)/.test(el.target));
  if (!kit.controls().some((el) => el.tagName === "A")) return null;
  return all.filter((el) => !/新窗口|新页面|新打开|另开|new (window|tab|page)/i.test(`${kit.name(el)} ${el.title}`)).map((el) => kit.fault(el));
};

rules["leaves-site"] = () => {
  const all = kit.controls().filter((el) => el.matches("a[href^=http]") && el.host !== location.host);
  if (!kit.controls().some((el) => el.tagName === "A")) return null;
  const told = /离开本站|外部|别的网站|其他网站|外站|external|leave this site|other site|leaving/i;
  return all.filter((el) => !told.test(`${kit.name(el)} ${el.title} ${kit.referenced(el.getAttribute("aria-describedby")).map(kit.text).join(" ")}`)).map((el) => kit.fault(el, el.host));
};

rules["help-phone"] = () => {
  const numbers = [...document.querySelectorAll("a[href^='tel:']")].filter((el) => kit.seen(el) && /\d/.test(kit.text(el)));
  return numbers.length ? [] : [kit.fault(document.body, "", { box: null })];
};

rules["phone-is-link"] = () => {
  const number = /(?<![\d\-/=.])(?:0\d{2,3}[- ]?\d{3,4}[ -]?\d{3,4}|1[3-9]\d[ -]?\d{4}[ -]?\d{4}|400[- ]?\d{3,4}[- ]?\d{3,4}|12345|96110|120|110)(?![\d\-/.])/;
  const all = kit.texts().filter(({ el, text }) => number.test(text) && !el.closest("code, pre, input, label, .field__hint, figure, [role=alert]"));
  if (kit.texts().length === 0) return null;
  const asPhone = all.filter(({ el, text }) => /电话|拨打|打给|致电|热线|咨询|打\s*\d|call|phone/i.test(text + kit.text(el.parentElement).slice(0, 60)) && !el.closest("a, button") && !/^样例/.test(text));
  return asPhone.filter(({ text }) => {
    const digits = number.exec(text)[0].replace(/\D/g, "");
    return ![...document.querySelectorAll("a[href^='tel:']")].some((a) => a.href.replace(/\D/g, "").endsWith(digits));
  }).map(({ el, text }) => kit.fault(el, number.exec(text)[0]));
};

rules["human-way"] = () => {
  const asks = kit.controls().find((el) => /报名|申请|预约|预订|订餐|我要.{0,4}(订|借|租|办)|办理|登记|apply|enrol|book|register/i.test(`${kit.name(el)} ${kit.text(el)}`) && (el.closest("main") || !document.querySelector("main")));
  const form = [...kit.main().querySelectorAll("form")].find((el) => el.method === "post" && kit.seen(el));
  if (!asks && !form) return null;
  const all = document.body.innerText;
  const missing = [];
  if (!document.querySelector("a[href^='tel:']")) missing.push(["电话", "phone"]);
  if (!/地址|窗口|服务台|地点|到.{0,12}(办|社区|中心)|address|counter|come to|in person/i.test(all)) missing.push(["地址", "address"]);
  if (!/家人|代办|社区.{0,6}(代|帮)|子女|陪|family|helper|neighbour|somebody/i.test(all)) missing.push(["家人或社区可以代办", "family or community may do it"]);
  return missing.length ? [kit.fault(form || asks, "", { missing_zh: missing.map((m) => m[0]).join("、"), missing_en: missing.map((m) => m[1]).join(", ") })] : [];
};

// Whoever warns of a lure has to name it.
const WARNING = /骗|当心|警惕|不要相信|一律不|scam|fraud|beware/i;
const warned = (el) => {
  for (let node = el; node && node !== kit.main().parentElement; node = node.parentElement) {
    if (WARNING.test(kit.text(node).slice(0, node === el ? 1000 : 300))) return true;
    const head = node.parentElement && [...node.parentElement.children].slice(0, [...node.parentElement.children].indexOf(node)).reverse().find((other) => /^H[1-6]$/.test(other.tagName));
    if (head && WARNING.test(kit.text(head))) return true;
  }
  return false;
};

rules["pushing-words"] = (limit, ask) => {
  const all = kit.texts();
  if (all.length === 0) return null;
  const faults = [];
  for (const { el, text } of all) {
    const found = ask.words.pushing.find((word) => text.toLowerCase().includes(word.toLowerCase()));
    if (found && !el.closest("blockquote, q, [data-example]") && !warned(el)) faults.push(kit.fault(el, found));
  }
  return faults;
};

rules.advertising = () => {
  const marked = [...document.querySelectorAll("ins.adsbygoogle, [id^=google_ads], [class*=advert], [class~=ad], [class~=ads], [class*='ad-banner'], [id*='ad-'], [class*=guanggao], iframe[src*=ads], [class*=sponsor]")].filter(kit.seen);
  const told = kit.texts().filter(({ text }) => /^(广告|推广|赞助|AD|Sponsored|Advertisement)$/i.test(text)).map(({ el }) => el);
  return [...new Set([...marked, ...told])].map((el) => kit.fault(el));
};

rules["third-party"] = () => {
  const strange = [...document.querySelectorAll("script[src], img[src], iframe[src], link[rel~=stylesheet][href], link[rel~=preload][href], video[src], audio[src], source[src], embed[src], object[data]")]
    .map((el) => [el, el.src || el.href || el.data]).filter(([, url]) => /^https?:/.test(url) && new URL(url).host !== location.host);
  return strange.map(([el, url]) => kit.fault(el, new URL(url).host, kit.seen(el) ? {} : { box: null }));
};

rules["id-number-shown"] = () => {
  const number = /(?<!\d)[1-9]\d{5}[ -]?(?:19|20)\d{2}[ -]?(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx](?!\d)/;
  return kit.texts().length === 0 ? null : kit.texts().filter(({ text }) => number.test(text)).map(({ el }) => ({ ...kit.fault(el, "18"), text: "", html: "" }));
};

rules["money-warning"] = () => {
  const money = kit.texts().filter(({ text }) => /转账|汇款|银行卡|扫码支付|付款|缴费|支付|transfer money|bank card|pay online/i.test(text));
  if (money.length === 0) return null;
  return /96110|反诈|谨防.{0,4}(骗|诈)|当心.{0,4}骗|防骗|anti-?fraud|scam/i.test(document.body.innerText) ? [] : [kit.fault(money[0].el, /转账|汇款|银行卡|扫码支付|付款|缴费|支付|transfer money|bank card|pay online/i.exec(money[0].text)[0])];
};

rules["read-aloud"] = (limit) => {
  const article = [...kit.main().querySelectorAll("p, li, dd")].filter((el) => kit.seen(el) && !el.closest("a, li:has(a), nav") && !el.querySelector("p, li, dd")).reduce((sum, el) => sum + kit.text(el).length, 0);
  const needed = kit.isChinese() ? limit : limit * 3;
  if (article < needed || kit.main().querySelector("form[method=post]")) return null;
  return [...document.querySelectorAll("button, a, audio, [role=button]")].some((el) => el.tagName === "AUDIO" || /朗读|读给|听一听|语音播|读出来|read (it |this )?(aloud|out|to me)|listen/i.test(kit.name(el))) ? [] : [kit.fault(kit.main(), article, { box: null })];
};

rules["plays-by-itself"] = () => {
  const media = [...document.querySelectorAll("audio[autoplay], video[autoplay], bgsound, embed[autostart=true]")].filter((el) => !(el.muted && el.controls));
  const heard = window.__witness ? window.__witness.unasked.filter(([what]) => /speak|play/.test(what)) : [];
  return media.map((el) => kit.fault(el, "autoplay", kit.seen(el) ? {} : { box: null })).concat(heard.map(([what]) => kit.fault(document.body, what, { box: null })));
};

rules["asks-unbidden"] = () => {
  if (!window.__witness) return null;
  return window.__witness.unasked.filter(([what]) => !/speak|play/.test(what)).map(([what]) => kit.fault(document.body, what, { box: null }));
};

rules["picture-code"] = (limit) => {
  const codes = [...document.querySelectorAll("img, svg, canvas")].filter((el) => kit.seen(el) && /二维码|扫码|小程序码|qr/i.test(`${kit.name(el)} ${el.className.baseVal ?? el.className} ${el.getAttribute("src") || ""} ${el.closest("figure, .qr, [class*=qr]") ? kit.text(el.closest("figure, .qr, [class*=qr]")) + " qr" : ""}`) && el.getBoundingClientRect().width > 60);
  if (codes.length === 0) return null;
  const faults = [];
  for (const el of codes) {
    const box = el.getBoundingClientRect();
    const near = kit.text(el.closest("figure, li, section, article") || el.parentElement);
    if (Math.min(box.width, box.height) < limit) faults.push(kit.fault(el, `${Math.round(box.width)}×${Math.round(box.height)}`));
    else if (!/[a-z0-9-]+\.[a-z]{2,}|\/[a-z0-9]+|网址|短码|编码|电话|address|code:|call/i.test(near)) faults.push(kit.fault(el, "–"));
  }
  return faults;
};

rules["works-with-htmx-only"] = () => {
  const all = [...document.querySelectorAll("[hx-get], [hx-post], [data-hx-get], [data-hx-post]")];
  return all.length === 0 ? null : all.filter((el) => !(el.matches("a[href], form[action]") || el.closest("form[action]"))).map((el) => kit.fault(el));
};

// A thing with the role of a button that only hears a click is none for whoever has no mouse.
const hearsKeys = (el) => {
  if (!window.__witness || el.closest("[onkeydown], [onkeyup], [onkeypress]")) return true;
  // What hears every key of the page means this one only where it asks for its keys, or for where the key was pressed.
  const meant = (node, act) => (node !== window && node !== document && node !== document.body) || /Enter|Space|["'`] ["'`]|\b(13|32)\b|target|native code/.test(act);
  return window.__witness.keyed.some(([node, act]) => (node === window || node.contains(el)) && meant(node, act));
};
rules["pseudo-control"] = () => {
  const clickable = [...document.querySelectorAll("div, span, li, td, img, p, i")].filter((el) => kit.seen(el) && (el.hasAttribute("onclick") || (window.__witness && window.__witness.listeners.some(([node, type]) => node === el && type === "click"))));
  return kit.texts().length === 0 ? null : clickable.filter((el) => !(el.getAttribute("role") && el.tabIndex >= 0 && hearsKeys(el)) && !el.querySelector("a, button, input") && !el.closest("a, button, label")).map((el) => kit.fault(el));
};

rules["statement-link"] = () => (/accessibility|无障碍/.test([...document.querySelectorAll("a[href]")].map((el) => `${kit.name(el)} ${el.getAttribute("href")}`).join(" ").toLowerCase()) || /accessibility|无障碍/i.test(document.title) ? [] : [kit.fault(document.body, "", { box: null })]);

rules["elder-version-named"] = () => (/长辈版|亲情版|关爱版|关怀版|适老|elder|older people|seniors/i.test(document.body.innerText + document.title) ? [] : [kit.fault(document.body, "", { box: null })]);

rules["light-page"] = (limit) => {
  const kinds = /^(link|script|css)$/;
  const [page] = performance.getEntriesByType("navigation");
  const parts = performance.getEntriesByType("resource").filter((one) => kinds.test(one.initiatorType));
  // A page that came as it is weighs at least its text, whatever part of it the browser has counted by now.
  const squeezed = page && page.encodedBodySize < page.decodedBodySize;
  const text = /^http/.test(location.protocol) && !squeezed ? new Blob([document.documentElement.outerHTML]).size : 0;
  const bytes = parts.reduce((sum, one) => sum + one.encodedBodySize, Math.max(page ? page.encodedBodySize : 0, text));
  if (!bytes) return null;
  return bytes > limit * 1024 ? [kit.fault(document.documentElement, Math.round(bytes / 1024), { box: null })] : [];
};

rules["said-by-title"] = () => {
  const all = [...document.querySelectorAll("main [title], abbr[title]")].filter((el) => kit.seen(el) && !/^(IFRAME|INPUT|SELECT|TEXTAREA)$/.test(el.tagName));
  if (all.length === 0) return null;
  const body = document.body.innerText.replace(/\s+/g, "");
  return all.filter((el) => el.title.trim().length > 3 && !body.includes(el.title.replace(/\s+/g, ""))).map((el) => kit.fault(el, el.title.slice(0, 40)));
};

rules["file-link"] = () => {
  const files = /\.(pdf|docx?|xlsx?|pptx?|zip|rar|7z|apk|wps|mp[34]|m4a|wav|avi|mov)([?#]|$)/i;
  const all = kit.controls().filter((el) => el.matches("a[href]") && (files.test(el.getAttribute("href")) || el.hasAttribute("download")));
  if (!kit.controls().some((el) => el.matches("a[href]"))) return null;
  return all.filter((el) => !/pdf|word|excel|wps|zip|apk|csv|视频|录像|片|音|听|video|film|audio|listen|表格|文件|文档|下载|打印|download|print|file|sheet/i.test(`${kit.name(el)} ${el.title}`)).map((el) => kit.fault(el, (files.exec(el.getAttribute("href")) || ["download"])[0]));
};

rules["single-key"] = () => {
  if (!window.__witness) return null;
  // WCAG 2.1.4: whoever dictates, or whose hand trembles, types such a letter without meaning it.
  const letter = /\b(key|code)\s*===?\s*["'`](Key)?[a-z0-9]["'`]|["'`](Key)?[a-z0-9]["'`]\s*===?\s*\w+\.(key|code)\b|case\s+["'`][a-z0-9]["'`]\s*:/i;
  const typed = "input, textarea, select, [contenteditable], [role=listbox], [role=combobox]";
  const heard = [...window.__witness.keyed, ...[...document.querySelectorAll("[onkeydown], [onkeyup], [onkeypress]")].map((el) => [el, el.getAttributeNames().filter((name) => name.startsWith("onkey")).map((name) => el.getAttribute(name)).join(";")])];
  return heard.filter(([node, act]) => !(node.matches && node.matches(typed)) && letter.test(act) && !/ctrlKey|altKey|metaKey/.test(act)).slice(0, 1)
    .map(([, act]) => kit.fault(document.body, letter.exec(act)[0], { box: null }));
};

rules["number-dialled"] = () => {
  const all = kit.controls().filter((el) => el.matches("a[href^='tel:']"));
  if (all.length === 0) return null;
  const plain = (value) => value.replace(/\D/g, "").replace(/^(0086|86)(?=\d{10})/, "");
  return all.filter((el) => {
    const said = (kit.words(el).match(/[+\d][\d\s()（）－–-]{1,}\d/g) || []).map(plain).filter((digits) => digits.length >= 3);
    const dialled = plain(decodeURIComponent(el.getAttribute("href").slice(4)).split(/[;,]/)[0]);
    return said.length > 0 && !said.some((digits) => digits === dialled || dialled.endsWith(digits.replace(/^0/, "")) || digits.startsWith(dialled));
  }).map((el) => kit.fault(el, el.getAttribute("href")));
};
