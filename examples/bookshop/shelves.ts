/** What the shop opens with. */
import type { z } from 'zod'

import type { Book, Category } from './books.ts'

export const stockedShelves: readonly z.output<typeof Book>[] = [
  {
    isbn: '9780141439518',
    title: 'Pride and Prejudice',
    authors: [{ name: 'Jane Austen', born: 1775 }],
    category: 'novels',
    price: { amount: 899, currency: 'GBP' },
    language: 'en',
    publishedOn: '1813-01-28',
    stock: 3,
  },
  {
    isbn: '9783150000014',
    title: 'Faust. Der Tragödie erster Teil',
    authors: [{ name: 'Johann Wolfgang Goethe', born: 1749 }],
    category: 'plays',
    price: { amount: 420, currency: 'EUR' },
    language: 'de',
    publishedOn: null,
    stock: 0,
  },
]

export const categories: readonly z.output<typeof Category>[] = [
  {
    slug: 'fiction',
    name: 'Fiction',
    children: [
      { slug: 'novels', name: 'Novels', children: [] },
      { slug: 'plays', name: 'Plays', children: [] },
    ],
  },
  { slug: 'cookery', name: 'Cookery', children: [] },
]
