// Put into every page before its own scripts: it writes down what they listen to, what they wait for and what they do unasked.
(() => {
  const seen = { listeners: [], unasked: [], waits: [], beats: [], drawn: [], keyed: [], keys: false, changed: new Set() };
  const LONG = 15000;
  const hide = (name, value) => Object.defineProperty(window, name, { value, enumerable: false, configurable: true });
  hide("__witness", seen);
  const plain = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function listen(type, ...rest) {
    if (/^(key|focus|blur)/.test(type)) seen.keys = true;
    if (/^key/.test(type)) seen.keyed.push([this || window, String(rest[0]).slice(0, 5000)]);
    if (this instanceof Element && seen.listeners.length < 5000) seen.listeners.push([this, type]);
    return plain.call(this, type, ...rest);
  };
  // The parser sets no attribute twice, so whatever changes here was changed by a script.
  new MutationObserver((all) => all.forEach((one) => seen.changed.add(one.target)))
    .observe(document, { attributes: true, subtree: true, attributeFilter: ["class", "style", "hidden", "open"] });
  const unasked = (what, detail) => {
    const asked = navigator.userActivation && navigator.userActivation.isActive;
    if (!asked) seen.unasked.push([what, String(detail || "").slice(0, 80)]);
  };
  for (const name of ["alert", "confirm", "prompt", "open"]) {
    window[name] = (text) => { unasked(name, text); return null; };
  }
  const wrap = (owner, name, what) => {
    if (!owner || typeof owner[name] !== "function") return;
    const kept = owner[name];
    owner[name] = function witnessed(...rest) { unasked(what); return kept.apply(this, rest); };
  };
  wrap(window.speechSynthesis && Object.getPrototypeOf(window.speechSynthesis), "speak", "speak");
  wrap(HTMLMediaElement.prototype, "play", "play");
  wrap(navigator.geolocation && Object.getPrototypeOf(navigator.geolocation), "getCurrentPosition", "geolocation");
  wrap(window.Notification, "requestPermission", "notification");
  for (const name of ["fillText", "strokeText"]) {
    const kept = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function drawing(text, ...rest) {
      if (seen.drawn.length < 200) seen.drawn.push([this.canvas, String(text)]);
      return kept.call(this, text, ...rest);
    };
  }
  // What a page will do in a moment without being asked is as good as done.
  const later = (act, delay) => { if (delay < LONG && /\.(speak|play)\(/.test(String(act))) unasked("speak", `${delay} ms`); };
  for (const name of ["setTimeout", "setInterval"]) {
    const kept = window[name];
    window[name] = function waiting(act, delay, ...rest) {
      later(act, Number(delay) || 0);
      if (delay >= LONG) seen.waits.push([name, Number(delay)]);
      else if (name === "setInterval" && delay >= 300 && typeof act === "function") seen.beats.push(act);
      return kept.call(window, act, delay, ...rest);
    };
  }
})();
