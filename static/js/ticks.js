"use strict";
/* Ticks of the day: kept in this browser until the portal has them. They only add up, so sending twice does no harm. */
(function () {
  var form = document.getElementById("ticks");
  var line = document.getElementById("kept");
  if (!form || !window.fetch || !window.localStorage) { return; }
  var address = form.dataset.ticks;
  var place = "ticks " + address;
  var kept = function () { try { return JSON.parse(localStorage.getItem(place) || "[]"); } catch (problem) { return []; } };
  var keep = function (list) { localStorage.setItem(place, JSON.stringify(list)); };
  var tell = function () { var left = kept().length; line.textContent = left ? line.dataset.kept + " " + left : line.dataset.sent; };
  var sending = false;
  var send = function () {
    var list = kept();
    if (sending || !list.length) { tell(); return; }
    sending = true;
    var body = new URLSearchParams(new FormData(form));
    body.delete("here");
    body.append("late", "1");
    list.forEach(function (one) { body.append("here", one); });
    fetch(address, { method: "POST", body: body, credentials: "same-origin", redirect: "follow" }).then(function (answer) {
      /* Signed out meanwhile: the answer is another page, and the ticks stay here. */
      if (answer.ok && answer.url.indexOf("/days/") > 0) { keep(kept().filter(function (one) { return list.indexOf(one) < 0; })); }
    }).catch(function () {}).then(function () { sending = false; tell(); });
  };
  kept().forEach(function (one) { var box = document.getElementById("p" + one); if (box) { box.checked = true; } });
  form.addEventListener("change", function (event) {
    var box = event.target;
    if (box.name !== "here") { return; }
    var list = kept().filter(function (one) { return one !== box.value; });
    if (box.checked) { list.push(box.value); }
    keep(list);
    send();
  });
  window.addEventListener("online", send);
  setInterval(send, 15000);
  send();
})();
