export default {
  title: "Course",
  url: "https://example.org",
  baseUrl: "/",
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
  {{docusaurus.md > Element > js}}
};
