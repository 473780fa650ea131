/* Keeps browsers from filling in a form of the admin again after Back or Reload: they go by the names of its fields, and
   the rows and blocks of a form are numbered anew each time that it is shown, so that a text would land in another one. */
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll('form[data-edit-form], form:has([name$="-TOTAL_FORMS"])')) {
    form.autocomplete = "off";
  }
});
