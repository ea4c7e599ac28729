"use strict";
(() => {
  document.documentElement.classList.add("js");
  const STATES = ["open", "undecided", "accepted", "transferred", "mitigated", "not-applicable"];

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "do") element.addEventListener("click", value);
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  const start = (section) => {
    const data = JSON.parse(section.querySelector(".data").textContent);
    const stage = section.querySelector(".stage");
    const svg = stage.querySelector("svg");
    const panel = section.querySelector(".panel");
    const form = section.querySelector("form");
    const status = form.querySelector("[role=status]");
    const drawn = new Map();
    for (const one of svg.querySelectorAll("[data-card]")) drawn.set("c" + one.dataset.card, one);
    for (const one of svg.querySelectorAll("[data-flow]")) drawn.set("l" + one.dataset.flow, one);
    const labels = [...svg.querySelectorAll("[data-lines]")];
    const rows = [...section.querySelectorAll("tr[data-threat]")];

    // What attacks each thing that is drawn: threats with their targets.
    const at = new Map();
    data.threats.forEach((threat, number) => {
      for (const target of threat.targets) {
        const key = data.places[target[0]][1];
        if (!key) continue;
        if (!at.has(key)) at.set(key, []);
        at.get(key).push([number, target]);
      }
    });

    const value = (name) => (form.elements[name] ? form.elements[name].value : "");
    const wanted = (threat) =>
      (!value("actor") || threat.actors.includes(value("actor"))) && (!value("stride") || threat.stride === value("stride"));
    const wantedTarget = (target) => !value("state") || STATES[target[1]] === value("state");

    let chosen = "";
    let shown = -1;
    const mark = () => {
      const filtered = ["actor", "stride", "state"].some(value);
      const certainty = value("certainty");
      let hits = null;
      if (chosen) {
        // What is chosen, what leads to it and from it, and what is at the other end.
        hits = new Set([chosen]);
        data.lines.forEach((line, number) => {
          if ("l" + number !== chosen && !line.ends.some((end) => "c" + end === chosen)) return;
          hits.add("l" + number);
          for (const end of line.ends) hits.add("c" + end);
        });
      } else if (shown >= 0) {
        hits = new Set(data.threats[shown].targets.filter(wantedTarget).map((target) => data.places[target[0]][1]));
      } else if (filtered) {
        hits = new Set();
        for (const threat of data.threats.filter(wanted)) {
          for (const target of threat.targets.filter(wantedTarget)) hits.add(data.places[target[0]][1]);
        }
      }
      for (const [key, element] of drawn) {
        const sure = !certainty || key[0] === "c" || data.lines[key.slice(1)].certainty === certainty;
        element.classList.toggle("m-hit", sure && (!hits || hits.has(key)));
        element.classList.toggle("m-chosen", key === chosen);
      }
      for (const label of labels) {
        label.classList.toggle("m-hit", label.dataset.lines.split(" ").some((line) => drawn.get("l" + line).classList.contains("m-hit")));
      }
      svg.classList.toggle("m-focus", Boolean(hits) || Boolean(certainty));
      let left = 0;
      rows.forEach((row, number) => {
        const threat = data.threats[number];
        row.hidden = !(wanted(threat) && (!value("state") || threat.targets.some(wantedTarget) || STATES[threat.state] === value("state")));
        row.setAttribute("aria-current", String(number === shown));
        if (!row.hidden) left += 1;
      });
      const lit = hits && !chosen ? [...hits].filter((key) => drawn.has(key)).length : 0;
      status.textContent = `${left} of ${rows.length} threats` + (hits && !chosen ? `, at ${lit} things of the picture` : "");
    };

    // What the page lists is told there, with its fix.
    const listed = (id) => {
      const parts = [...document.getElementById(id).querySelector("summary").childNodes].map((part) => part.cloneNode(true));
      return make("li", {}, ...parts, " ", make("a", { href: `#${id}` }, "more"));
    };
    const finding = (number) => {
      const one = data.findings[number];
      if (typeof one === "string") return listed(one);
      const item = make("li", {}, make("b", {}, one.severity), ` ${one.message} `, make("code", {}, one.place));
      if (one.state !== "open") item.append(make("span", { class: "soft" }, ` (${one.state})`));
      item.append(" ", make("span", { class: "soft" }, one.check));
      if (one.fix >= 0) {
        const fix = make("details", {}, make("summary", {}, "How to fix it"), make("pre", {}, data.fixes[one.fix]));
        item.append(fix);
      }
      return item;
    };
    const link = (text, action) => make("button", { type: "button", class: "link", do: action }, text);
    const told = (heading, items) => (items.length ? [make("h3", {}, heading), make("ul", {}, ...items)] : []);
    const fill = (...parts) => {
      panel.replaceChildren(...parts);
      panel.scrollTop = 0;
    };

    const choose = (key) => {
      chosen = key;
      shown = -1;
      const one = key[0] === "c" ? data.cards[key.slice(1)] : data.lines[key.slice(1)];
      const parts = [make("h2", {}, one.name), make("p", {}, make("code", {}, one.id))];
      const states = new Map();
      for (const [number, target] of at.get(key) ?? []) {
        if (!wanted(data.threats[number]) || !wantedTarget(target)) continue;
        const state = STATES[target[1]];
        if (!states.has(state)) states.set(state, []);
        states.get(state).push([number, target]);
      }
      for (const state of STATES.filter((state) => states.has(state))) {
        const items = states.get(state).map(([number, target]) => {
          const item = make("li", {}, link(data.threats[number].title, () => show(number)));
          if (one.members > 1) item.append(make("span", { class: "soft" }, ` at ${data.places[target[0]][0]}`));
          if (target[2] >= 0) item.append(make("span", { class: "soft" }, `: ${data.reasons[target[2]]}`));
          if (target[3].length) item.append(make("ul", {}, ...target[3].map(finding)));
          return item;
        });
        const heading = make("h3", { class: state }, `${state.replace("-", " ")} (${items.length})`);
        parts.push(heading, make("ul", {}, ...items));
      }
      if (!states.size) parts.push(make("p", {}, "No threat is about it."));
      if (key[0] === "c") {
        const flows = data.lines.map((line, number) => [line, number]).filter(([line]) => line.ends.includes(Number(key.slice(1))));
        parts.push(...told("Flows", flows.map(([line, number]) => make("li", {}, link(line.name, () => choose("l" + number))))));
      } else {
        parts.push(...told("Ends", one.ends.map((end) => make("li", {}, link(data.cards[end].name, () => choose("c" + end))))));
      }
      parts.push(...told("Not known", one.unknown.map((text) => make("li", {}, text))));
      parts.push(...told("In the code", one.evidence.map((text) => make("li", {}, make("code", {}, text)))));
      fill(...parts);
      mark();
      status.textContent = one.name;
    };

    const show = (number) => {
      shown = number;
      chosen = "";
      const threat = data.threats[number];
      const parts = [make("h2", {}, threat.title), make("p", { class: "soft" }, `${threat.id} · ${threat.category} · ${threat.actors.join(", ")}`)];
      for (const [state, word] of STATES.entries()) {
        const targets = threat.targets.filter((target) => target[1] === state && wantedTarget(target));
        if (!targets.length) continue;
        const items = targets.slice(0, 200).map((target) => {
          const [name, key] = data.places[target[0]];
          const item = make("li", {}, key ? link(name, () => choose(key)) : name);
          if (target[2] >= 0) item.append(make("span", { class: "soft" }, `: ${data.reasons[target[2]]}`));
          if (target[3].length) item.append(make("ul", {}, ...target[3].map(finding)));
          return item;
        });
        if (targets.length > 200) items.push(make("li", {}, `${targets.length - 200} more`));
        parts.push(make("h3", { class: word }, `${word.replace("-", " ")} (${targets.length})`), make("ul", {}, ...items));
      }
      if (!threat.targets.length) parts.push(make("p", {}, "Nothing that it attacks is there."));
      fill(...parts);
      mark();
    };

    const clear = () => {
      chosen = "";
      shown = -1;
      fill(make("p", { class: "soft" }, "Choose something of the picture, or a threat below it."));
      mark();
    };

    // Zoom and pan: the part of the picture that is seen.
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    let seen = { x: 0, y: 0, width, height };
    const look = () => svg.setAttribute("viewBox", `${seen.x} ${seen.y} ${seen.width} ${seen.height}`);
    const zoom = (factor, x = seen.x + seen.width / 2, y = seen.y + seen.height / 2) => {
      const wide = Math.min(width * 1.5, Math.max(120, seen.width * factor));
      const by = wide / seen.width;
      seen = { x: x - (x - seen.x) * by, y: y - (y - seen.y) * by, width: wide, height: seen.height * by };
      look();
    };
    const pan = (x, y) => {
      seen.x += x;
      seen.y += y;
      look();
    };
    const whole = () => {
      seen = { x: 0, y: 0, width, height };
      look();
    };
    const scale = () => Math.max(seen.width / stage.clientWidth, seen.height / stage.clientHeight);
    stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, point.x, point.y);
    }, { passive: false });
    let held = null;
    let moved = false;
    stage.addEventListener("pointerdown", (event) => {
      held = [event.clientX, event.clientY];
      moved = false;
    });
    stage.addEventListener("pointermove", (event) => {
      if (!held) return;
      const [x, y] = [held[0] - event.clientX, held[1] - event.clientY];
      if (!moved && Math.abs(x) + Math.abs(y) < 5) return;
      if (!moved) stage.setPointerCapture(event.pointerId);
      moved = true;
      pan(x * scale(), y * scale());
      held = [event.clientX, event.clientY];
    });
    for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, () => { held = null; });

    const key = (target) => {
      const own = target.closest("[data-card],[data-flow]");
      if (!own) return "";
      return own.dataset.card === undefined ? "l" + own.dataset.flow : "c" + own.dataset.card;
    };
    svg.addEventListener("click", (event) => {
      if (moved) return;
      const own = key(event.target);
      if (own) choose(own);
      else clear();
    });
    stage.addEventListener("keydown", (event) => {
      const step = 60 * scale();
      const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      const own = key(event.target);
      if (own && (event.key === "Enter" || event.key === " ")) choose(own);
      else if (event.key in moves) pan(...moves[event.key]);
      else if (event.key === "+" || event.key === "=") zoom(1 / 1.25);
      else if (event.key === "-") zoom(1.25);
      else if (event.key === "0") whole();
      else if (event.key === "Escape") clear();
      else return;
      event.preventDefault();
    });
    form.addEventListener("click", (event) => {
      const what = event.target.dataset.zoom;
      if (what === "in") zoom(1 / 1.25);
      else if (what === "out") zoom(1.25);
      else if (what === "all") whole();
    });
    form.addEventListener("input", () => (chosen ? choose(chosen) : shown >= 0 && wanted(data.threats[shown]) ? show(shown) : clear()));
    form.addEventListener("reset", () => setTimeout(clear));
    form.addEventListener("submit", (event) => event.preventDefault());
    rows.forEach((row, number) => row.querySelector("button").addEventListener("click", () => {
      show(number);
      stage.scrollIntoView({ block: "nearest" });
    }));
    addEventListener("beforeprint", () => {
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    });
    addEventListener("afterprint", look);
    clear();
  };

  for (const section of document.querySelectorAll(".system")) {
    const fold = section.closest("details");
    if (!fold || fold.open) start(section);
    else fold.addEventListener("toggle", () => start(section), { once: true });
  }
})();
