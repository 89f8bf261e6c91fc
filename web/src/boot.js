// SPDX-License-Identifier: GPL-3.0-or-later
// Runs before the first paint: the remembered theme, and whether the page's text is about to be exchanged.
(function () {
  var root = document.documentElement;
  var theme = localStorage.getItem('assisti.theme');
  var lang = localStorage.getItem('assisti.lang') || navigator.language || 'en';
  var signedIn = localStorage.getItem('assisti.session') !== null;
  root.dataset.js = '';
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  if (location.pathname !== '/' || signedIn || !/^en\b/i.test(lang)) {
    root.dataset.boot = 'pending';
    // Should the application not come, what the page says without it must be seen.
    setTimeout(function () {
      delete root.dataset.boot;
    }, 8000);
  }
})();
