import './styles/index.css'

import { createRoot } from 'react-dom/client'

import { beginSession, takeToken, watchForTokens, watchOtherTabs } from './session/session.ts'
import { Page } from './shell/page.tsx'
import { applyTheme } from './shell/theme.ts'

applyTheme()
// Before the router looks at the address.
void beginSession(takeToken())
watchForTokens()
watchOtherTabs()

const place = document.getElementById('page')
if (place) createRoot(place).render(<Page />)
