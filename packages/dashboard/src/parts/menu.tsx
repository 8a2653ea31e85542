import { Menu as Base } from '@base-ui/react/menu'

import { Button } from './button.tsx'

/** A button that opens a few things to do. */
export function Menu({
  label,
  name,
  items,
  isBusy = false,
}: {
  label: string
  /** What it is called where the label alone does not say it: `Pause https://…`. */
  name?: string
  items: readonly { label: string; onChoose: () => void }[]
  isBusy?: boolean
}) {
  return (
    <Base.Root>
      <Base.Trigger render={<Button isBusy={isBusy} aria-label={name} />}>
        {label} <span aria-hidden="true">▾</span>
      </Base.Trigger>
      {/* Within the page's landmark, where who navigates by those finds it. */}
      <Base.Portal container={document.getElementById('main')}>
        <Base.Positioner sideOffset={4} align="end" collisionPadding={8} className="menu-place">
          <Base.Popup className="menu">
            {items.map((item) => (
              <Base.Item key={item.label} className="menu-item" onClick={item.onChoose}>
                {item.label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
