import { Disc3, Headphones, Waypoints } from 'lucide-react'

export const pages = [
  { to: '/', label: 'Listen', Icon: Headphones },
  { to: '/catalogue', label: 'Catalogue', Icon: Disc3 },
  { to: '/decisions', label: 'Decisions', Icon: Waypoints },
] as const
