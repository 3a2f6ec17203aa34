import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './icon-button.tsx'

/** A box over the page, with what it is for and the way out of it. */
export const ModalDialog = ({
  title,
  description,
  open,
  setOpen,
  children,
}: {
  title: string
  description?: string
  open: boolean
  setOpen: (open: boolean) => void
  children: ReactNode
}) => (
  <Dialog.Root open={open} onOpenChange={setOpen}>
    <Dialog.Portal>
      <Dialog.Overlay className="fixed inset-0 z-50 bg-black/50 backdrop-blur-[2px]" />
      <Dialog.Content
        {...(description === undefined && { 'aria-describedby': undefined })}
        className="floating fixed top-1/2 left-1/2 z-50 w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 p-6"
      >
        <div className="mb-4 flex items-start justify-between gap-4">
          <div>
            <Dialog.Title className="heading text-xl">{title}</Dialog.Title>
            {description && (
              <Dialog.Description className="mt-1 text-soft text-sm">{description}</Dialog.Description>
            )}
          </div>
          <Dialog.Close asChild>
            <IconButton label="Close">
              <X className="size-4" />
            </IconButton>
          </Dialog.Close>
        </div>
        {children}
      </Dialog.Content>
    </Dialog.Portal>
  </Dialog.Root>
)
