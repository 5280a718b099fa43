// Runs before the first paint (a classic script in the head), so that a dark page never flashes white.
try {
  const theme = localStorage.getItem('auroscope.theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden: the system's theme serves.
}
