import { Field, fieldClass } from '../design/field.tsx'
import { ModalDialog } from '../design/modal-dialog.tsx'
import { createStore, useStore } from '../store.ts'
import { listenHereAs, ownListenerId } from './listener-store.ts'

const dialog = createStore({ open: false })
export const openDevices = (): void => dialog.set({ open: true })

const listenAs = (form: FormData) => {
  const id = String(form.get('id') ?? '').trim()
  if (id !== '') listenHereAs(id)
}

/** One listener on several devices: there are no accounts here, so the id made in one browser is carried to the other. */
export const DevicesDialog = () => {
  const open = useStore(dialog, (state) => state.open)
  return (
    <ModalDialog
      title="Listen on another device"
      description="Your history, likes and blocks belong to the listener id of this browser. Enter it on the other device and it goes on there. Who knows the id is that listener."
      open={open}
      setOpen={(now) => dialog.set({ open: now })}
    >
      <div className="space-y-5">
        <Field label="The listener id of this browser">
          <input
            readOnly
            value={ownListenerId}
            onFocus={(event) => event.target.select()}
            className={`${fieldClass} font-mono`}
          />
        </Field>
        <form action={listenAs} className="space-y-3">
          <Field label="The listener id of your other device">
            <input
              name="id"
              required
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              className={`${fieldClass} font-mono`}
            />
          </Field>
          <button type="submit" className="chip min-h-11 px-4 font-medium">
            Listen here as this listener
          </button>
        </form>
      </div>
    </ModalDialog>
  )
}
