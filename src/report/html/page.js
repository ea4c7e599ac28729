"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const list = byId("list");
  const form = byId("filters");
  const fields = ["severity", "stride", "threat", "actor", "check", "repository", "format", "state", "text", "group", "sort"];
  const severities = ["info", "low", "medium", "high", "critical"];
  const defaults = { group: "resource", sort: "severity" };

  const findings = [...list.querySelectorAll(".finding")].map((element, order) => {
    const check = data.checks[element.dataset.k];
    const group = element.parentElement;
    const headline = element.firstElementChild;
    return {
      element,
      order,
      severity: headline.firstElementChild.textContent,
      check: check.id,
      threat: check.threat,
      stride: check.stride,
      actor: check.actors,
      repository: group.dataset.r || "",
      resource: group.firstElementChild.textContent,
      format: element.dataset.f || "terraform",
      state: element.dataset.t || "finding",
      places: [...group.querySelectorAll(":scope > p")],
      place: headline.lastElementChild.textContent,
    };
  });

  // What each check says stands once in the page, and where a resource is declared once in its section: a finding
  // shows both when it is opened.
  const byElement = new Map(findings.map((finding) => [finding.element, finding]));
  list.addEventListener("toggle", (event) => {
    const element = event.target;
    if (!element.open || element.dataset.filled) return;
    element.dataset.filled = "1";
    for (const place of byElement.get(element)?.places ?? []) element.append(place.cloneNode(true));
    const source = byId("check-" + element.dataset.k);
    if (!source) return;
    const fix = element.dataset.x || element.dataset.f || "terraform";
    for (const part of source.querySelectorAll("[data-about],[data-fix~='" + fix + "']")) {
      element.append(part.cloneNode(true));
    }
  }, true);

  const value = (name) => (form.elements[name] ? form.elements[name].value : "");
  const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

  // What is asked for now; `without` are filters that do not count.
  const filter = (without = []) => {
    const names = ["severity", "stride", "threat", "check", "repository", "format", "state"];
    const wanted = names.filter((name) => !without.includes(name) && value(name)).map((name) => [name, value(name)]);
    const actor = value("actor");
    const text = words(value("text"));
    return (finding) => {
      if (!wanted.every(([name, one]) => finding[name] === one)) return false;
      if (actor && !finding.actor.includes(actor)) return false;
      if (!text.length) return true;
      finding.text ??= (finding.element.textContent + " " + finding.resource + " " + finding.check + " " + finding.places.map((place) => place.textContent).join(" ")).toLowerCase();
      return text.every((word) => finding.text.includes(word));
    };
  };

  const counted = (finding) => finding.state === "finding";

  // The matrix counts what every other filter leaves; its own cells are filters.
  const count = () => {
    const counts = {};
    const matches = filter(["severity", "stride"]);
    for (const finding of findings) {
      if (!counted(finding) || !matches(finding)) continue;
      const key = finding.stride + " " + finding.severity;
      counts[key] = (counts[key] || 0) + 1;
    }
    for (const button of document.querySelectorAll(".matrix button")) {
      const { stride, severity, label } = button.dataset;
      if (severity !== undefined) {
        button.textContent = counts[stride + " " + severity] || 0;
        button.setAttribute("aria-label", button.textContent + " " + label);
      }
      const pressed = stride === value("stride") && (severity || "") === value("severity");
      button.setAttribute("aria-pressed", String(pressed));
    }
  };

  const apply = () => {
    let shown = 0;
    const seen = new Set();
    const matches = filter();
    for (const finding of findings) {
      const hidden = !matches(finding);
      if (finding.element.hidden !== hidden) finding.element.hidden = hidden;
      if (hidden) continue;
      shown += 1;
      seen.add(finding.element.parentElement);
    }
    for (const section of list.children) {
      const hidden = !seen.has(section);
      if (section.hidden !== hidden) section.hidden = hidden;
    }
    byId("count").textContent = shown + " of " + findings.length + " shown";
    count();
    remember();
  };

  const keys = {
    resource: (finding) => [finding.resource, finding.repository],
    check: (finding) => [finding.check, ""],
    repository: (finding) => [finding.repository || "this repository", ""],
    none: () => ["", ""],
  };
  const weight = (finding) => severities.indexOf(finding.severity) - (finding.state === "undecided" ? severities.length : 0);
  const sorts = {
    severity: (a, b) => weight(b) - weight(a) || a.order - b.order,
    place: (a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : a.order - b.order),
    check: (a, b) => (a.check < b.check ? -1 : a.check > b.check ? 1 : a.order - b.order),
  };

  const arrange = () => {
    const key = keys[value("group")] || keys.resource;
    const groups = new Map();
    for (const finding of [...findings].sort(sorts[value("sort")] || sorts.severity)) {
      const [name, beside] = key(finding);
      const id = name + "\n" + beside;
      if (!groups.has(id)) groups.set(id, { name, members: [] });
      groups.get(id).members.push(finding);
    }
    const fragment = document.createDocumentFragment();
    for (const { name, members } of groups.values()) {
      const section = document.createElement("section");
      if (name) {
        const title = document.createElement("h3");
        title.textContent = name + " (" + members.length + ")";
        section.append(title);
      }
      section.append(...members.map((member) => member.element));
      fragment.append(section);
    }
    list.replaceChildren(fragment);
  };

  // The filters stand in the address, so that a view can be sent to somebody.
  const remember = () => {
    const state = new URLSearchParams();
    for (const name of fields) {
      const now = value(name);
      if (now && now !== defaults[name]) state.set(name, now);
    }
    const text = state.toString();
    if (location.hash.startsWith("#f-") && !text) return;
    history.replaceState(null, "", text ? "#?" + text : location.pathname + location.search);
  };

  const recall = () => {
    if (location.hash.startsWith("#?")) {
      const state = new URLSearchParams(location.hash.slice(2));
      for (const name of fields) {
        if (form.elements[name]) form.elements[name].value = state.get(name) || defaults[name] || "";
      }
      if (value("group") !== defaults.group || value("sort") !== defaults.sort) arrange();
    } else if (location.hash.startsWith("#f-")) {
      const target = byId(decodeURIComponent(location.hash.slice(1)));
      if (target) {
        // Whoever follows a link sees where it leads.
        if (target.hidden) {
          for (const name of fields) if (form.elements[name]) form.elements[name].value = defaults[name] || "";
          arrange();
        }
        target.open = true;
        target.scrollIntoView();
      }
    }
  };

  let waiting = 0;
  form.addEventListener("input", (event) => {
    if (event.target.name === "group" || event.target.name === "sort") arrange();
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(apply);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => {
    arrange();
    apply();
  }));
  byId("expand").addEventListener("click", () => {
    const visible = findings.filter((finding) => !finding.element.hidden);
    const open = !visible.every((finding) => finding.element.open);
    for (const finding of visible) finding.element.open = open;
    byId("expand").textContent = open ? "Collapse all" : "Expand all";
  });
  for (const button of document.querySelectorAll(".matrix button")) {
    button.addEventListener("click", () => {
      const pressed = button.getAttribute("aria-pressed") === "true";
      form.elements.stride.value = pressed ? "" : button.dataset.stride;
      form.elements.severity.value = pressed ? "" : button.dataset.severity || "";
      apply();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input,select,textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      form.elements.text.focus();
    } else if (event.key === "j" || event.key === "k") {
      const visible = [...list.querySelectorAll(".finding:not([hidden]) > summary")];
      const at = visible.indexOf(document.activeElement);
      const next = visible[event.key === "j" ? at + 1 : Math.max(at - 1, 0)];
      if (next) next.focus();
    }
  });

  // What is printed has all details.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const element of closed) element.open = true;
  });
  addEventListener("afterprint", () => {
    for (const element of closed) element.open = false;
  });
  addEventListener("hashchange", () => {
    recall();
    apply();
  });

  recall();
  apply();
})();
