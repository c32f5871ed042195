// Elements, made in one call. Texts are set as text, never as markup.

function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function makeSvg(name, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// The run's line as it is in the plots, for legends and readouts.
function swatch(run) {
  const line = makeSvg("line", { x1: 0, x2: 22, y1: 5, y2: 5 });
  if (run.dashes) line.setAttribute("stroke-dasharray", run.dashes);
  const size = { viewBox: "0 0 22 10", width: 22, height: 10 };
  return makeSvg("svg", { class: `swatch ${run.mark}`, ...size, "aria-hidden": "true" }, line);
}
