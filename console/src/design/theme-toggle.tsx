import { Monitor, Moon, Sun } from 'lucide-react'
import { RadioGroup } from 'radix-ui'
import { chooseTheme, type ThemeChoice, useTheme } from './theme.ts'

const choices: readonly { value: ThemeChoice; label: string; Icon: typeof Sun }[] = [
  { value: 'system', label: 'System theme', Icon: Monitor },
  { value: 'light', label: 'Light theme', Icon: Sun },
  { value: 'dark', label: 'Dark theme', Icon: Moon },
]

export const ThemeToggle = () => {
  const theme = useTheme()
  return (
    <RadioGroup.Root
      aria-label="Theme"
      value={theme}
      onValueChange={(value) => chooseTheme(value === 'light' || value === 'dark' ? value : 'system')}
      className="flex rounded-full border border-line p-0.5"
    >
      {choices.map(({ value, label, Icon }) => (
        <RadioGroup.Item
          key={value}
          value={value}
          aria-label={label}
          title={label}
          className="grid size-7 place-items-center rounded-full text-faint transition hover:text-ink data-[state=checked]:bg-ink/10 data-[state=checked]:text-ink"
        >
          <Icon className="size-3.5" aria-hidden="true" />
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
