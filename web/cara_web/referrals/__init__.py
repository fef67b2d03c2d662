"""The officer's pages: check, verdict, places, the referral's task list, confirm, and what is printed."""
