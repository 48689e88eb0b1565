/** Slack as one person at the desk sees it. */
export function SlackPane() {
  return <section className="slack" aria-label="Slack" />;
}
