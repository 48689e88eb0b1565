/** Which questions in Slack are open is known to the process that holds the file (`db/open-questions.ts`). */
export const openQuestions = `
DROP INDEX slack_request_open;
`;
