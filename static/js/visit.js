// The visit form without a network: photos and answers wait in this browser, and each goes out once when it is back.
// Everything is kept before it is sent, and forgotten only when the portal has said that it has it.
(() => {
  const WEEK = 7 * 24 * 3600 * 1000, AGAIN = 20000;
  const done = document.querySelector("[data-visit-done]"), page = document.querySelector("[data-visit]");
  if ((!done && !page) || !window.indexedDB) return;
  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("visits", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("photos", { keyPath: "id", autoIncrement: true });
      asked.result.createObjectStore("answers", { keyPath: "visit" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const use = async (store, mode, what) => {
    const base = await opened;
    return new Promise((resolve, reject) => {
      const work = base.transaction(store, mode), found = what(work.objectStore(store));
      work.oncomplete = () => resolve(found.result);
      work.onerror = work.onabort = () => reject(work.error);
    });
  };
  const all = (store) => use(store, "readonly", (kept) => kept.getAll());
  const put = (store, row) => use(store, "readwrite", (kept) => kept.put(row));
  const drop = (store, key) => use(store, "readwrite", (kept) => kept.delete(key));
  const forget = async () => {
    for (const [store, key] of [["photos", "id"], ["answers", "visit"]]) {
      for (const row of await all(store)) if (Date.now() - row.at > WEEK) await drop(store, row[key]);
    }
  };
  if (done) opened.then(() => drop("answers", done.dataset.visitDone)).catch(() => {});
  if (!page) return;

  const visit = page.dataset.visit, said = page.querySelector("[data-visit-said]");
  const [photos, answers] = [page.querySelector("[data-visit-photos]"), page.querySelector("[data-visit-answers]")];
  const input = photos.querySelector("input[type=file]");
  const fields = () => [...answers.elements].filter((one) => one.name && !["hidden", "submit"].includes(one.type));
  const token = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const mine = async () => (await all("photos")).filter((row) => row.visit === visit);
  let row = { visit, key: token(), given: {}, ready: false, at: Date.now() };
  let busy = false;

  const say = async (word) => {
    const waiting = (await mine()).length;
    const photo = waiting ? page.dataset.waiting.replace("#", waiting) : "";
    said.textContent = [word ? page.dataset[word] : "", photo].filter(Boolean).join(" ");
  };
  const keep = (ready) => {
    row.given = {};
    for (const one of fields()) {
      if (!["radio", "checkbox"].includes(one.type) || one.checked) (row.given[one.name] ||= []).push(one.value);
    }
    row.ready = ready;
    row.at = Date.now();
    return put("answers", { ...row });
  };
  const restore = () => {
    for (const one of fields()) {
      const given = row.given[one.name] || [];
      if (["radio", "checkbox"].includes(one.type)) one.checked = given.includes(one.value);
      else one.value = given[0] || "";
    }
  };
  // `sent`, or why not: no network, signed out, or something that the page itself has to show.
  const send = async (form, body) => {
    let answer;
    try { answer = await fetch(form.action, { method: "POST", body }); } catch { return ["offline"]; }
    const path = new URL(answer.url).pathname;
    if (path.includes("/sign-in")) return ["signedOut"];
    if (answer.redirected && answer.ok) return ["sent", answer.url];
    return [answer.status === 422 || answer.status === 409 ? "refused" : "failed"];
  };
  const sendPhotos = async () => {
    for (const one of await mine()) {
      const body = new FormData(photos);
      body.delete(input.name);
      body.append(input.name, one.blob, one.name);
      const [how] = await send(photos, body);
      if (how !== "sent" && how !== "refused") return how;
      await drop("photos", one.id);
      if (how === "refused") return "unreadable";
      await say("sending");
    }
    return "sent";
  };
  const go = async () => {
    if (busy) return;
    busy = true;
    try {
      let how = await sendPhotos();
      if (how === "sent" && row.ready) {
        answers.elements.key.value = row.key;
        const [what, url] = await send(answers, new FormData(answers));
        if (what === "sent") {
          await drop("answers", visit);
          location.assign(url);
          return;
        }
        if (what === "refused") {
          await keep(false);
          HTMLFormElement.prototype.submit.call(answers);
          return;
        }
        how = what;
      }
      await say(how === "sent" ? "" : how);
    } finally { busy = false; }
  };
  const inTurn = () => (navigator.locks ? navigator.locks.request("visit-" + visit, go) : go());

  const start = async () => {
    await forget();
    const known = (await all("answers")).find((one) => one.visit === visit);
    if (known) {
      row = known;
      if (!document.getElementById("errors")) restore();
      else await keep(false);
    }
    answers.addEventListener("input", () => keep(false));
    answers.addEventListener("change", () => keep(false));
    answers.addEventListener("submit", (event) => {
      event.preventDefault();
      keep(true).then(inTurn);
    });
    input.addEventListener("change", async () => {
      for (const file of input.files) {
        await put("photos", { visit, name: file.name, blob: new Blob([await file.arrayBuffer()], { type: file.type }), at: Date.now() });
      }
      input.value = "";
      await say("");
      inTurn();
    });
    photos.addEventListener("submit", (event) => {
      event.preventDefault();
      inTurn();
    });
    addEventListener("online", inTurn);
    setInterval(async () => { if (row.ready || (await mine()).length) inTurn(); }, AGAIN);
    page.querySelector("[data-visit-note]").hidden = false;
    await say("");
    if (row.ready || (await mine()).length) inTurn();
  };
  opened.then(start).catch(() => {});
})();
