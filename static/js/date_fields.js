/* Keeps what an editor types in the field of a date: Wagtail's calendar would put today in the place of what it cannot
   read. The server reads it, and says so when it is no date. */
{
  const { jQuery } = window;
  Object.assign(jQuery.fn.datetimepicker.defaults, {
    validateOnBlur: false,
    // It opens a moment after the field gets the focus, and by then the focus may be elsewhere.
    onShow: (_moment, field) => field.get(0) === document.activeElement,
  });
  document.addEventListener(
    "keydown",
    (event) => {
      const calendar = event.key === "Escape" && jQuery(event.target).data("xdsoft_datetimepicker");
      if (!calendar || !calendar.is(":visible")) return;
      calendar.trigger("close.xdsoft");
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
}
