import './styles/index.css'

import { createRoot } from 'react-dom/client'

import { beginSession, takeToken, watchForTokens } from './session/session.ts'
import { Page } from './shell/page.tsx'
import { applyTheme } from './shell/theme.ts'

applyTheme()
// Before the router looks at the address.
void beginSession(takeToken())
watchForTokens()

const place = document.getElementById('page')
if (place) createRoot(place).render(<Page />)
