import type { Pictured } from '../pictured.ts'
import { distributionSection } from './distribution.ts'
import { element } from './element.ts'
import { equitySection } from './equity.ts'
import { figuresSection } from './figures.ts'
import { moment, span } from './format.ts'
import { marketSection } from './market.ts'
import { missedSection } from './missed.ts'
import { groupsSection, tradesSection } from './tables.ts'
import { pageParts, topOf } from './top.ts'

const { place, data: pictured } = pageParts<Pictured>()
const { period } = pictured.figures
const [from, to] = [Date.parse(period.from), Date.parse(period.to)] as const
const market = marketSection(pictured)
place.append(
  topOf(
    'Quantum Trader report',
    `${pictured.title}, ${moment(from)} to ${moment(to)} UTC, ${span(to - from)}`,
  ),
  figuresSection(pictured),
  equitySection(pictured),
  market.shown,
  tradesSection(pictured, trade => market.show(trade)),
  element('div', { class: 'beside', children: [distributionSection(pictured), groupsSection(pictured)] }),
  missedSection(pictured),
  element('footer', {
    children: [
      element('p', {
        text: 'TradingView Lightweight Charts™. Copyright (c) 2026 TradingView, Inc. Apache License 2.0. ',
        children: [
          element('a', {
            text: 'https://www.tradingview.com/',
            attributes: { href: 'https://www.tradingview.com/', rel: 'noopener' },
          }),
        ],
      }),
    ],
  }),
)
