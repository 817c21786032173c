"use strict";
(() => {
  // Filters and nothing else: without this script all findings are there, and the contents lead to them.
  const form = document.getElementById("filters");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const cards = all("article.card");
  const findings = all("li.finding");
  const marks = all("mark[data-for]");
  const rest = all("#clean > ul > li");
  const status = document.getElementById("status");
  const nothing = document.getElementById("nothing");
  const entries = new Map(all("nav [data-card]").map((entry) => [entry.dataset.card, entry]));

  const apply = () => {
    const data = new FormData(form);
    const levels = new Set(data.getAll("severity"));
    const chosen = (name) => data.get(name) ?? "*";
    const [creator, country, family] = [chosen("creator"), chosen("country"), chosen("family")];
    const off = new Set();
    for (const finding of findings) {
      const { severity, countries } = finding.dataset;
      const codes = countries ? countries.split(" ") : [];
      finding.hidden =
        !levels.has(severity) ||
        (family !== "*" && finding.dataset.family !== family) ||
        (country !== "*" && codes.length > 0 && !codes.includes(country));
      if (finding.hidden) off.add(finding.id.slice(1));
    }
    let [seen, drafts] = [0, 0];
    for (const card of cards) {
      const left = all("li.finding:not([hidden])", card).length;
      card.hidden = (creator !== "*" && card.dataset.creator !== creator) || left === 0;
      if (!card.hidden) [seen, drafts] = [seen + left, drafts + 1];
      const entry = entries.get(card.id);
      if (entry) entry.hidden = card.hidden;
    }
    for (const mark of marks) mark.classList.toggle("off", mark.dataset.for.split(" ").every((n) => off.has(n)));
    for (const box of all(".box, .tick")) box.hidden = off.has(box.id.slice(1));
    for (const item of rest) item.hidden = creator !== "*" && item.dataset.creator !== creator;
    nothing.hidden = seen > 0;
    const everything = findings.length;
    status.textContent =
      seen === everything ? `All ${everything} findings` : `${seen} of ${everything} findings, in ${drafts} of ${cards.length} drafts`;
  };

  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target) target.scrollIntoView();
  };

  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => all("article.card details").forEach((part) => (part.open = true)));
  apply();
  open();
})();
