/** What to do here, while no ticket is open. */
export function Welcome() {
  return (
    <div className="welcome">
      <h1>A support team’s day, on this machine alone</h1>
      <p>
        Zendesk, Slack and Stripe are local stand-ins here, and every customer is made up. billing-check
        itself is the real one: its server, its app beside the ticket and its messages in Slack.
      </p>
      <ol>
        <li>
          Have a story sent, on the left. The ticket arrives, and within a moment billing-check has added its
          internal note and filled the two ticket fields.
        </li>
        <li>
          Read the app beside the ticket, and insert its draft into the composer. Nothing is sent until you
          send it.
        </li>
        <li>
          Where money is owed, confirm the customer in the app and propose the correction. Its card appears in
          #finance in Slack.
        </li>
        <li>
          In Slack, act as Elena Rossi of finance, open #finance and approve. The refund is made once, and the
          app, the card and the ticket say so.
        </li>
      </ol>
    </div>
  );
}
