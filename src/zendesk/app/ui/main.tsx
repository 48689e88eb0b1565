import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { loadLanguage } from './language.tsx';
import { readPage } from './page-data.ts';
import { createServer } from './server.ts';
import { connect } from './zendesk.ts';

async function start(): Promise<void> {
  const { session, host } = readPage(document);
  const zendesk = await connect(host);
  const language = await loadLanguage(zendesk?.locale ?? navigator.language);
  document.documentElement.lang = language.code;
  const place = document.getElementById('app');
  if (place === null) return;
  createRoot(place).render(
    <StrictMode>
      <App language={language} zendesk={zendesk} server={createServer(session)} />
    </StrictMode>,
  );
}

void start();
