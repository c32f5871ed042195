// Dragging selects a range of the x axis, and a double click shows all of it again: what Chart.js does not have itself.

function attachZoom(place, zoomed) {
  const band = document.createElement("div");
  band.className = "zoom-band";
  let from = null;
  const end = () => {
    from = null;
    band.remove();
  };
  const range = (event) => [from, event.clientX - place.getBoundingClientRect().left].sort((a, b) => a - b);
  place.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    from = event.clientX - place.getBoundingClientRect().left;
  });
  place.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const [left, right] = range(event);
    Object.assign(band.style, { left: `${left}px`, width: `${right - left}px` });
    place.append(band);
  });
  place.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const [left, right] = range(event);
    const { x } = charts.get(place).scales;
    if (right - left > 8) {
      const value = (pixel) => Math.min(x.max, Math.max(x.min, x.getValueForPixel(pixel)));
      zoomed([value(left), value(right)]);
    }
    end();
  });
  place.addEventListener("pointerleave", end);
  place.addEventListener("dblclick", () => zoomed(null));
}
