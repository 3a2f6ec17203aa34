import { Disc3, Headphones, History, Waypoints } from 'lucide-react'

export const pages = [
  { to: '/', label: 'Listen', Icon: Headphones },
  { to: '/catalogue', label: 'Catalogue', Icon: Disc3 },
  { to: '/history', label: 'History', Icon: History },
  { to: '/decisions', label: 'Decisions', Icon: Waypoints },
] as const
