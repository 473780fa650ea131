"""Where much happens and where too little: themes against municipalities."""
