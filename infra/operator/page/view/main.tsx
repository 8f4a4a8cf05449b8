import { render } from 'preact'
import { Page } from './frame/page.tsx'
import { beginTheme } from './frame/theme-switch.tsx'
import { listen } from './told/stream.ts'

const page = document.getElementById('page')
if (!page) throw new Error('The page has no element #page: it was not written whole.')
beginTheme()
render(<Page />, page)
listen()
