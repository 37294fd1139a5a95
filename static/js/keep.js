// What is typed into a long form stays in this window until it was sent, so that a lost network loses nothing.
(() => {
  for (const one of document.querySelectorAll("[data-keep-done]")) sessionStorage.removeItem("keep:" + one.dataset.keepDone);
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const key = "keep:" + form.dataset.keep;
  const kept = JSON.parse(sessionStorage.getItem(key) || "null");
  const fields = () => [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.type !== "submit");
  const hasErrors = document.getElementById("errors");
  if (kept && !hasErrors) {
    for (const one of fields()) {
      const value = kept[one.name];
      if (value === undefined) continue;
      if (one.type === "radio" || one.type === "checkbox") one.checked = value.includes(one.value);
      else one.value = value[0];
    }
  }
  const keep = () => {
    const all = {};
    for (const one of fields()) {
      const choice = one.type === "radio" || one.type === "checkbox";
      if (!choice || one.checked) (all[one.name] ||= []).push(one.value);
    }
    sessionStorage.setItem(key, JSON.stringify(all));
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    keep();
    form.querySelector("[data-keep-said]").textContent = form.dataset.keepOffline;
  });
  document.querySelector("[data-keep-note]").hidden = false;
})();
