/** A ticket as an agent sees it. */
export function ZendeskPane() {
  return <main className="zendesk" aria-label="Zendesk" />;
}
