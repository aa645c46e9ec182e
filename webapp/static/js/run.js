// The curve of a run, drawn live while it goes on: served needs and the gap to the proven best over the seconds.
(() => {
  const box = document.querySelector(".lw-curve");
  if (!box) return;
  const points = JSON.parse(box.dataset.curve);
  const place = box.querySelector(".lw-chart");
  const language = document.documentElement.lang;
  const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 2 });
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const figure = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  let chart = null;

  function draw() {
    if (points.length < 2 || !window.echarts) return;
    if (!chart) {
      place.hidden = false;
      chart = echarts.init(place);
      chart.setOption({
        animation: false,
        // Drawn, not written as HTML: the page allows no style attributes.
        tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => figure.format(value) },
        legend: { top: 0 },
        grid: { left: 55, right: 60, top: 50, bottom: 45 },
        xAxis: { type: "value", name: box.dataset.seconds, nameLocation: "middle", nameGap: 26, min: 0, axisLabel: { formatter: (value) => figure.format(value) } },
        yAxis: [
          { type: "value", name: box.dataset.served, minInterval: 1, scale: true, axisLabel: { formatter: (value) => whole.format(value) } },
          { type: "value", name: box.dataset.gap, min: 0, splitLine: { show: false }, axisLabel: { formatter: (value) => figure.format(value) } },
        ],
      });
      new ResizeObserver(() => chart.resize()).observe(place);
    }
    chart.setOption({
      series: [
        { name: box.dataset.served, type: "line", step: "end", symbolSize: 5, color: "#0b5778",
          data: points.map((point) => [point[0], point[1]]) },
        { name: box.dataset.gap, type: "line", yAxisIndex: 1, symbol: "triangle", symbolSize: 6, color: "#b35900",
          lineStyle: { type: "dashed" }, data: points.map((point) => [point[0], 100 * point[4]]) },
      ],
    });
  }

  function show(name, text) {
    const found = box.querySelector(`[data-show=${name}]`);
    if (found) found.textContent = text;
  }

  function tell() {
    const last = points[points.length - 1];
    if (!last) return;
    show("seconds", whole.format(last[0]));
    show("served", whole.format(last[1]));
    show("gap", share.format(last[4]));
    box.querySelector("progress").value = Math.max(0, Math.min(100, 100 - 100 * last[4]));
  }

  draw();
  if (!box.dataset.events) return;
  points.length = 0;
  const source = new EventSource(box.dataset.events);
  let status = box.dataset.status;
  source.addEventListener("message", (event) => {
    const news = JSON.parse(event.data);
    // Waiting turns into working: the page says other things then.
    if (status === "queued" && news.status === "running") window.location.reload();
    status = news.status;
    points.push(...news.points);
    tell();
    draw();
  });
  source.addEventListener("end", () => {
    source.close();
    const text = box.querySelector("[data-show=end]");
    text.textContent = text.dataset.text;
    window.location.hash = "run";
    window.location.reload();
  });
})();
