/** Text for Zendesk's HTML. Also takes apart `{{…}}` and `{%…%}`: Zendesk fills placeholders in comments. */
export function escapeHtml(text: string): string {
  return text
    .replace(/\{(?=[{%])/g, '{ ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}
