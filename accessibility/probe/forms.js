// Forms that can be filled in calmly: labels, keyboards, choices, errors, time.
const TYPED = "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=reset]):not([type=image]), select, textarea";
const fields = () => [...document.querySelectorAll(TYPED)].filter((el) => !el.disabled && (kit.seen(el) || [...(el.labels || [])].some(kit.seen)));
const choice = (el) => /^(radio|checkbox)$/.test(el.type);
const asking = () => [...document.querySelectorAll("form")].filter((form) => form.method === "post" || form.querySelectorAll(TYPED).length > 1);
const seenLabels = (el) => [...(el.labels || []), ...kit.referenced(el.getAttribute("aria-labelledby"))].filter((label) => kit.seen(label) && kit.text(label));
const question = (el) => `${seenLabels(el).map(kit.text).join(" ")} ${el.getAttribute("aria-label") || ""} ${el.placeholder || ""} ${el.name} ${el.id}`;

rules["visible-label"] = () => {
  const all = fields().filter((el) => el.type !== "search");
  return all.length === 0 ? null : all.filter((el) => seenLabels(el).length === 0).map((el) => kit.fault(el, el.placeholder || el.getAttribute("aria-label") || ""));
};

rules["search-label"] = () => {
  const all = fields().filter((el) => el.type === "search" || /^(q|wd|keyword|search|key)$/i.test(el.name));
  return all.length === 0 ? null : all.filter((el) => !kit.name(el).trim()).map((el) => kit.fault(el));
};

rules["placeholder-as-help"] = () => {
  const all = fields();
  return all.length === 0 ? null : all.filter((el) => el.placeholder && el.placeholder.trim()).map((el) => kit.fault(el, el.placeholder));
};

rules["label-above"] = () => {
  const all = fields().filter((el) => !choice(el) && seenLabels(el).length);
  if (all.length === 0) return null;
  return all.filter((el) => {
    const label = seenLabels(el)[0];
    if (label.contains(el)) return false;
    return label.getBoundingClientRect().bottom > el.getBoundingClientRect().top + 6;
  }).map((el) => kit.fault(el));
};

const KINDS = [
  [/姓名|您的名字|联系人|\bname\b|real_?name/i, /name/],
  [/手机|电话|联系方式|\bphone\b|mobile|\btel\b/i, /tel/],
  [/地址|住址|address/i, /address/],
  [/出生|生日|birth/i, /bday/],
  [/邮箱|e-?mail/i, /email/],
  [/验证码|one.?time|\botp\b|sms.?code/i, /one-time-code/],
  [/密码|password/i, /password/],
];
rules["autocomplete"] = () => {
  const personal = fields().filter((el) => !choice(el) && el.tagName !== "SELECT" && el.type !== "search" && el.type !== "file").map((el) => [el, KINDS.find(([asked]) => asked.test(question(el)))]).filter(([, kind]) => kind);
  if (personal.length === 0) return null;
  return personal.filter(([el, [, wanted]]) => {
    const given = el.getAttribute("autocomplete") || "";
    return !wanted.test(given) && given !== "off" ? true : given === "off" && /one-time|password/.test(String(wanted));
  }).map(([el, [, wanted]]) => kit.fault(el, el.getAttribute("autocomplete") || "–", { wanted: String(wanted).replace(/\//g, "") }));
};

rules["number-keyboard"] = () => {
  const digits = fields().filter((el) => el.tagName === "INPUT" && !choice(el) && /手机|电话|验证码|邮编|年龄|多少人|人数|银行卡|phone|mobile|\btel\b|\bcode\b|how many|\bage\b/i.test(question(el)) && !/续办|编号|姓名|name/i.test(question(el)));
  if (digits.length === 0) return null;
  return digits.filter((el) => !/^(tel|number|date|range)$/.test(el.type) && !/^(numeric|tel|decimal)$/.test(el.inputMode)).map((el) => kit.fault(el, el.type));
};

rules["few-questions"] = (limit) => {
  const steps = asking().filter((form) => kit.seen(form) && form.method === "post");
  if (steps.length === 0) return null;
  const faults = [];
  for (const form of steps) {
    const groups = new Set([...form.querySelectorAll(TYPED)].filter((el) => fields().includes(el)).map((el) => {
      // However many boxes there are to tick, and under however many headings: it is one question, "which of these?".
      if (el.type === "checkbox") return "which of these";
      return el.closest("fieldset, [role=group], [role=radiogroup]") || el.name || el;
    }));
    if (groups.size > limit) faults.push(kit.fault(form, groups.size));
  }
  return faults;
};

rules["step-shown"] = () => {
  const next = kit.controls().find((el) => /^(下一步|继续|next( step)?|continue|save and continue)/i.test(kit.name(el)) && el.closest("form"));
  const step = /第\s*[\d一二三四五六七八九十]+\s*步[，,、\s]*(?:共|最多)\s*[\d一二三四五六七八九十]+\s*步|step\s+\d+\s+of\s+(?:at\s+most\s+)?\d+/i;
  if (!next && !step.test(document.title)) return null;
  if (!step.test(document.body.innerText)) return [kit.fault(next || document.body)];
  return step.test(document.title) ? [] : [kit.fault(next || document.body, document.title)];
};

rules["short-select"] = (limit) => {
  const all = [...document.querySelectorAll("select:not([multiple])")].filter(kit.seen);
  return all.length === 0 ? null : all.filter((el) => [...el.options].filter((o) => o.value || o.text.trim()).length <= limit).map((el) => kit.fault(el, el.options.length));
};

rules["choice-group"] = () => {
  const all = fields().filter((el) => el.type === "radio");
  if (all.length === 0) return null;
  const odd = all.filter((el) => {
    const set = el.closest("fieldset, [role=radiogroup], [role=group]");
    if (!set) return true;
    return set.tagName === "FIELDSET" ? !set.querySelector("legend") : !kit.referenced(set.getAttribute("aria-labelledby")).length && !set.getAttribute("aria-label");
  });
  return [...new Map(odd.map((el) => [el.name, el])).values()].map((el) => kit.fault(el, el.name));
};

rules["change-without-asking"] = () => {
  const written = [...document.querySelectorAll("[onchange], [onfocus], [onblur]")].filter((el) => /submit|location|href|open\(/.test(`${el.getAttribute("onchange")} ${el.getAttribute("onfocus")} ${el.getAttribute("onblur")}`));
  const traded = [...document.querySelectorAll("[hx-trigger]")].filter((el) => /change|focus|blur|load|every|revealed|intersect/.test(el.getAttribute("hx-trigger")) && !/^(click|submit)$/.test(el.getAttribute("hx-trigger")));
  const focused = [...document.querySelectorAll("[autofocus]")];
  const refreshed = [...document.querySelectorAll("meta[http-equiv=refresh i]")];
  return [...written, ...traded, ...focused, ...refreshed].map((el) => kit.fault(el, el.hasAttribute("autofocus") ? "autofocus" : el.tagName === "META" ? el.content : "onchange", el.tagName === "META" ? { box: null } : {}));
};

rules["required-sign"] = () => {
  const all = fields().filter((el) => seenLabels(el).some((label) => /[*＊✱]/.test(kit.text(label))));
  if (all.length === 0) return fields().length ? [] : null;
  const explained = /[*＊✱][^。\n]{0,12}(必填|必须|required|must)|(必填|required)[^。\n]{0,12}[*＊✱]/i;
  return explained.test(document.body.innerText) ? [] : all.map((el) => kit.fault(el, "*"));
};

const broken = () => [...document.querySelectorAll("[aria-invalid=true]")].filter((el) => el.checkVisibility());
const isRed = (el) => {
  const own = kit.style(el);
  const [r, g, b, a] = kit.colour(own.borderTopColor);
  return parseFloat(own.borderTopWidth) > 0 && a > 0.5 && r > 130 && r > 1.8 * g && r > 1.8 * b;
};
// Red where the other fields are not: whatever the page calls it, a mistake is meant.
const reddened = () => {
  const all = fields().filter((el) => !choice(el) && el !== document.activeElement);
  const red = all.filter(isRed);
  return red.length < all.length ? red : [];
};
rules["error-words"] = () => {
  // A border that turns red says nothing to whoever cannot see red, nor what to do.
  const marked = [...document.querySelectorAll(".error input, .is-invalid, .has-error input, input.error, input.invalid")].filter(kit.seen);
  const all = [...new Set([...broken(), ...marked, ...reddened()])].filter((el) => el.matches("input, select, textarea, fieldset, [role]"));
  if (all.length === 0) return null;
  return all.filter((el) => {
    const by = [...kit.referenced(el.getAttribute("aria-describedby")), ...kit.referenced(el.getAttribute("aria-errormessage"))];
    return !by.some((note) => kit.seen(note) && kit.text(note).length > 3);
  }).map((el) => kit.fault(el));
};

rules["error-summary"] = () => {
  const all = broken();
  if (all.length === 0) return null;
  const box = document.querySelector("[role=alert]");
  if (!box || !kit.seen(box)) return [kit.fault(all[0], "role=alert")];
  const faults = [];
  if (!/^(错误|有错|请改正|error)/i.test(document.title)) faults.push(kit.fault(document.documentElement, document.title, { box: null }));
  const links = [...box.querySelectorAll("a[href^='#']")];
  const aims = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  links.forEach((link, i) => { if (!aims[i]) faults.push(kit.fault(link, link.hash)); });
  if (links.length < all.length) faults.push(kit.fault(box, `${links.length} / ${all.length}`));
  for (const link of links) {
    const same = [...document.querySelectorAll("[id$=error], .error, .field__error, [class*=error]")].some((note) => !box.contains(note) && !note.contains(box) && kit.text(note).includes(kit.text(link)));
    if (!same) faults.push(kit.fault(link, kit.text(link)));
  }
  return faults;
};

rules["error-tone"] = (limit, ask) => {
  const notes = [...document.querySelectorAll("[role=alert], [aria-live=assertive], [class*=error], [id$=error]")].filter((el) => kit.seen(el) && kit.text(el) && !el.querySelector("[role=alert], [class*=error]"));
  // Beside a field that is marked as wrong, a short blaming line is about it, whatever its class is.
  const unmarked = broken().length === 0 ? [] : kit.texts().filter(({ el, text }) => kit.main().contains(el) && text.length <= 40 && ask.words.blaming.some((word) => text.includes(word)) && !notes.some((note) => note.contains(el))).map(({ el }) => el);
  if (notes.length + unmarked.length === 0) return null;
  const chinese = kit.isChinese();
  const faults = [...new Set(unmarked)].map((el) => kit.fault(el, ask.words.blaming.find((word) => kit.text(el).includes(word))));
  for (const el of notes) {
    const said = kit.text(el);
    const blaming = ask.words.blaming.find((word) => said.toLowerCase().includes(word.toLowerCase()));
    if (blaming) faults.push(kit.fault(el, blaming));
    else if (chinese && /error$/.test(el.id) && !/^[✕×!！\s]*(错误[:：])?\s*请/.test(said)) faults.push(kit.fault(el, said.slice(0, 20)));
  }
  return faults;
};

// Whoever was asked once must not be asked again; a password is typed twice for its owner's sake.
const AGAIN = /再(次|来|输入?|填写?|写)?(一遍|一次)?|重复|重新(输入|填写)?|确认|核对|\b(again|repeat|confirm|re-?(enter|type))\b/gi;
const bare = (el) => seenLabels(el).map(kit.text).join("").replace(AGAIN, "").replace(/您的|输入|请|[\s：:（）()]/g, "");
rules["asked-twice"] = () => {
  const all = fields().filter((el) => !choice(el) && el.type !== "password" && el.type !== "search");
  if (all.length < 2) return null;
  return all.filter((el) => {
    const own = bare(el);
    return own.length > 1 && seenLabels(el).some((label) => kit.text(label).search(AGAIN) >= 0) && all.some((other) => other !== el && other.form === el.form && bare(other) === own);
  }).map((el) => kit.fault(el, bare(el)));
};

rules["paste-blocked"] = () => {
  const all = fields().filter((el) => !choice(el) && el.tagName !== "SELECT" && !/^(file|range|color)$/.test(el.type));
  if (all.length === 0) return null;
  return all.filter((el) => {
    const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: new DataTransfer() });
    event.clipboardData.setData("text/plain", "");
    const kept = el.value;
    const refused = !el.dispatchEvent(event) && el.value === kept;
    return refused;
  }).map((el) => kit.fault(el));
};

rules.captcha = () => {
  const picture = [...document.querySelectorAll("img, canvas, iframe, div, span")].filter((el) => kit.seen(el) && /captcha|geetest|nc-container|nc_wrapper|yidun|hcaptcha|turnstile|verifycode|yanzhengma|vcode/i.test(`${el.className.baseVal ?? el.className} ${el.id} ${el.getAttribute("src") || ""}`));
  const pictureByName = [...document.querySelectorAll("img")].filter((el) => kit.seen(el) && /验证码|看不清|captcha/i.test(`${el.alt} ${el.title}`));
  const puzzle = kit.texts().filter(({ text }) => /拖动.{0,6}(滑块|拼图)|(滑块|拼图).{0,4}(拖|移|滑)|拖.{0,4}(缺口|重合)|向右滑动|按顺序点击|请点击图中|计算结果|(\d\s*[+＋×x-]\s*\d\s*[=＝]\s*[?？])|drag the slider|i'?m not a robot|图形验证码/i.test(text) && !/没有|不用|无需|不需要|\bno\b|without|never/i.test(text)).filter(({ el }) => !el.closest("q, blockquote, [data-example]")).map(({ el }) => el);
  const outer = [...new Set([...picture, ...pictureByName, ...puzzle])];
  return outer.filter((el) => !outer.some((other) => other !== el && other.contains(el))).map((el) => kit.fault(el));
};

rules["password-seen"] = () => {
  const all = fields().filter((el) => el.type === "password");
  if (all.length === 0) return null;
  const show = /显示|看密码|show|reveal/i;
  return all.filter((el) => ![...(el.closest("form") || document).querySelectorAll("button, input[type=checkbox], a")].some((other) => show.test(kit.name(other)))).map((el) => kit.fault(el));
};

rules["sensitive-question"] = () => {
  const all = fields();
  if (all.length === 0) return null;
  return all.filter((el) => /身份证|银行卡|卡号|户口|存折|密保|支付密码|社保卡号|id.?card|bank.?card|passport/i.test(question(el))).map((el) => kit.fault(el, seenLabels(el).map(kit.text).join(" ").slice(0, 20)));
};

rules["reset-button"] = () => {
  const all = [...document.querySelectorAll("button[type=reset], input[type=reset], form button")].filter(kit.seen);
  return all.length === 0 ? null : all.filter((el) => el.type === "reset" || /^(重置|清空|重填|reset|clear( all)?)$/i.test(kit.name(el))).map((el) => kit.fault(el, kit.name(el)));
};

rules["form-needs-script"] = () => {
  const all = [...document.querySelectorAll("form")].filter(kit.seen);
  if (all.length === 0) return null;
  const none = all.filter((form) => fields().some((el) => el.form === form) && !form.querySelector("button:not([type=button]):not([type=reset]), input[type=submit], input[type=image]") && ![...document.querySelectorAll(`[form="${CSS.escape(form.id || "-")}"]`)].length);
  const scripted = all.filter((form) => /^javascript:/i.test(form.getAttribute("action") || ""));
  return [...none, ...scripted].map((el) => kit.fault(el));
};

rules["answers-can-change"] = () => {
  const heading = [...document.querySelectorAll("h1")].map(kit.text).join(" ");
  const checks = /核对.{0,6}(填|答|写|一遍|信息|内容)|(看|查|检查)(一下|一遍)?您(填|写|答)的|check your answers|review your (answers|details)/i;
  if (!checks.test(heading) || !kit.controls().some((el) => el.matches("main button, main input[type=submit]"))) return null;
  const rows = [...kit.main().querySelectorAll("dl > div, dl > dt, table tr, [class*=summary] li")].filter((el) => kit.seen(el) && (el.tagName !== "TR" || el.querySelector("td")));
  const answers = rows.length ? rows : [kit.main()];
  const part = (el) => (el.tagName === "DT" ? el.nextElementSibling || el : el);
  return answers.filter((el) => ![...part(el).querySelectorAll("a[href], button")].some((one) => /改|更正|重填|change|edit|correct/i.test(kit.name(one)))).map((el) => kit.fault(el));
};

rules["ticked-for-you"] = () => {
  const all = fields().filter((el) => el.type === "checkbox");
  if (all.length === 0) return null;
  const binds = /自动(续费|充值|扣|付)|续费|免密|代扣|同意|授权|订阅|推送|营销|广告|保险|保修|捐|会员|套餐|购买|每[年月].{0,6}元|\d\s*元|renew|insur|per (year|month)|warranty|subscribe|agree|consent|marketing|donat/i;
  return all.filter((el) => el.hasAttribute("checked") && binds.test(question(el))).map((el) => kit.fault(el, question(el).slice(0, 20)));
};

// How people write it, each of which a server can read.
const SPELLINGS = [
  [/手机|\bphone\b|mobile|\btel\b/i, ["138 0013 8000", "+86 13800138000", "１３８００１３８０００"]],
  [/身份证|id.?card/i, ["110105 19491231 002x", "11010519491231002x"]],
  [/日期|生日|出生|birth|\bdate\b/i, ["1950年3月7日", "1950.3.7", "1950 3 7"]],
];
const refuses = (el, said) => {
  if (el.type === "number") return true;
  if (el.maxLength >= 0 && said.length > el.maxLength) return true;
  if (!el.pattern) return false;
  try { return !new RegExp(`^(?:${el.pattern})$`, "u").test(said); } catch (problem) { return false; }
};
rules["strict-spelling"] = () => {
  const typed = fields().filter((el) => el.tagName === "INPUT" && /^(text|tel|number|search|)$/.test(el.type) && seenLabels(el).length);
  const known = typed.map((el) => [el, SPELLINGS.find(([asked]) => asked.test(seenLabels(el).map(kit.text).join(" ") + " " + el.autocomplete.replace("tel", "tel ")))])
    .filter(([el, kind]) => kind && !/后.{0,3}位|last \w+ (digits|figures)|[年月日时]份?$/i.test(seenLabels(el).map(kit.text).join(" ")));
  if (known.length === 0) return null;
  return known.flatMap(([el, [, ways]]) => ways.filter((said) => refuses(el, said)).slice(0, 1).map((said) => kit.fault(el, said)));
};
